import pg from 'pg';
import { ToyProcess } from '../chaos/bus/toy-process.ts';
import type { Bench } from './bench.ts';
import { openBenchEngines } from './bench-engines.ts';
import { BenchWorkers, writers } from './bus/bus-writers.ts';
import { countedContexts } from './bus/counted-context.ts';
import { rawXadd, relayBacklog } from './bus/relay-throughput.ts';

const RAW = 'raw pipelined XADD';
const SILENT = 'writers without the doorbell';

/** The bus over engines of its own: what the relay moves, how soon a consumer has it, what the doorbell costs. */
const bus: Bench = {
  name: 'bus',
  what: 'relay throughput against raw XADD, commit to consumer, writers with and without the doorbell',
  metrics: {
    'relay throughput': 'events/s',
    'commit to consumer, p50': 'ms',
    'commit to consumer, p99': 'ms',
    'transactions of 8 writers': 'per s',
  },
  rounds: 5,
  warmUpRounds: 1,
  open: async () => {
    const { writer, reader } = countedContexts(() => undefined);
    const { engines, environment, close } = await openBenchEngines([writer, reader]);
    const owner = new pg.Pool({ connectionString: engines.databaseUrl, max: 2 });
    // Closed just before PostgreSQL ends.
    owner.on('error', () => undefined);
    const toy = new ToyProcess('bench', environment);
    const [ringing, silent] = [await toy.open(writer, 10), await toy.open(writer, 10, 'is silent')];
    const workers = async () => new BenchWorkers(environment);
    return {
      subjects: [
        rawXadd(toy),
        relayBacklog(toy, owner),
        writers('writers with the doorbell', ringing, owner, workers),
        writers(SILENT, silent, owner, workers),
      ],
      versus: {
        'relay throughput': RAW,
        'commit to consumer, p50': SILENT,
        'commit to consumer, p99': SILENT,
        'transactions of 8 writers': SILENT,
      },
      close: async () => {
        await Promise.all([ringing.db.close(), silent.db.close()]);
        await toy.close();
        await owner.end();
        await close();
      },
    };
  },
};
export default bus;
