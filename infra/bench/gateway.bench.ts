import type { Bench, Measurement, Subject } from './bench.ts';
import { openBenchEngines } from './bench-engines.ts';
import { type BenchProcess, startBenchProcess } from './gateway/bench-process.ts';
import { OPERATIONS, type OperationName } from './gateway/effects-graph.ts';
import { load, requestBytes } from './gateway/http-load.ts';
import { quantile } from './statistics.ts';

const CONNECTIONS = 32;
const MEASURED_MS = 2_500;
const STOCK = 'stock gateway';

/** Requests through whole gateways, from the socket of a client to those of the subgraphs. */
const gateway: Bench = {
  name: 'gateway',
  what: 'one subgraph, and a join of three for 20 entities, through our gateway and others, with equal answers',
  metrics: {
    'single, requests': '1/s',
    'single, p50': 'ms',
    'single, p99': 'ms',
    'single, processor time': 'µs/request',
    'join, requests': '1/s',
    'join, p50': 'ms',
    'join, p99': 'ms',
    'join, processor time': 'µs/request',
  },
  rounds: 5,
  warmUpRounds: 1,
  open: async (say) => {
    const { environment, close: closeEngines } = await openBenchEngines([]);
    const processes: BenchProcess[] = [];
    const close = async () => {
      for (const one of processes) one.close();
      await closeEngines();
    };
    const start = async (
      file: string,
      args: readonly string[],
      more?: Readonly<Record<string, string>>,
    ): Promise<BenchProcess> => {
      const started = await startBenchProcess(file, args, more);
      processes.push(started);
      return started;
    };
    try {
      const subgraphs = await start('subgraphs-process.ts', []);
      const port = String(subgraphs.ready.port);
      const sink = await start('trace-sink-process.ts', []);
      const collector = `http://127.0.0.1:${sink.ready.port}`;
      const asShipped = { ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: collector };
      const gateways: [string, BenchProcess][] = [
        ['ours, in process', await start('ours-process.ts', [], asShipped)],
        ['ours, over HTTP', await start('ours-process.ts', [port], asShipped)],
        [STOCK, await start('peers/stock-process.ts', [port])],
        ['Hive Gateway', await start('peers/hive-process.ts', [port])],
        ['Mercurius gateway', await start('peers/mercurius-process.ts', [port])],
      ];
      for (const name of Object.keys(OPERATIONS) as OperationName[]) await compareAnswers(name, gateways);
      say('all gateways answer both operations with the same bytes');
      await expectSpans(collector);
      say('ours send their spans to a collector');
      return {
        subjects: gateways.map(([name, process]) => subject(name, process)),
        versus: STOCK,
        close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  },
};
export default gateway;

function subject(name: string, process: BenchProcess): Subject {
  return {
    name,
    measure: async () => ({ ...(await measure('single', process)), ...(await measure('join', process)) }),
  };
}

async function measure(name: OperationName, process: BenchProcess): Promise<Measurement> {
  const request = requestBytes(process.ready, OPERATIONS[name]);
  const cpuBefore = await process.cpuMicroseconds();
  const { tookMs, seconds } = await load(process.ready.port, request, CONNECTIONS, MEASURED_MS);
  const cpu = (await process.cpuMicroseconds()) - cpuBefore;
  return {
    [`${name}, requests`]: tookMs.length / seconds,
    [`${name}, p50`]: quantile(tookMs, 0.5),
    [`${name}, p99`]: quantile(tookMs, 0.99),
    [`${name}, processor time`]: cpu / tookMs.length,
  };
}

/** Nothing is timed before all answers are the same, byte for byte. @throws Error that shows both */
async function compareAnswers(
  name: OperationName,
  gateways: readonly [string, BenchProcess][],
): Promise<void> {
  let first: { gateway: string; text: string } | null = null;
  for (const [gateway, { ready }] of gateways) {
    const response = await fetch(`http://127.0.0.1:${ready.port}${ready.path ?? '/graphql'}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...ready.headers },
      body: JSON.stringify(OPERATIONS[name]),
    });
    // Apollo Server ends its answers with a line break.
    const text = (await response.text()).trim();
    first ??= { gateway, text };
    if (text !== first.text) {
      throw new Error(`${first.gateway} and ${gateway} answer ${name} differently:\n${first.text}\n${text}`);
    }
  }
}

/** Ours are measured with tracing on. @throws Error when no spans come within seconds */
async function expectSpans(collector: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const { batches } = (await (await fetch(collector)).json()) as { batches: number };
    // Both of ours send theirs once a second.
    if (batches >= 2) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('no spans came to the collector: ours would be measured without tracing');
}
