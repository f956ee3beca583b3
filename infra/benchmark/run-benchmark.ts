import { setTimeout as wait } from 'node:timers/promises';
import {
  BenchmarkReportDocument,
  type BenchmarkReportQuery,
  StartBenchmarkDocument,
} from '@effect-studio/schema/generated/client';
import { v7 as uuidv7 } from 'uuid';
import { DemoFault, expectResult, Graph } from '../demo/graph.ts';
import type { ProgressDisplay } from '../demo/progress-display.ts';
import { signIn } from '../demo/sign-in.ts';

/** A finished comparison as the graph tells it. Money is a decimal string of nano-USD. */
export type BenchmarkReport = NonNullable<BenchmarkReportQuery['benchmarkRound']>;
export type ReportCell = BenchmarkReport['cells'][number];

const POLL_MS = 1_000;
/** Without any run that ends for so long, something is wrong. */
const PATIENCE_MS = 15 * 60_000;

/** Has all providers compared, as the admin and through the public graph, and waits for the end. @throws DemoFault */
export async function runBenchmark(options: {
  apiUrl: string;
  graphqlUrl: string;
  stateDir: string;
  effectTypeIds: string[] | null;
  repeats: number;
  display: ProgressDisplay;
}): Promise<BenchmarkReport> {
  const { apiUrl, graphqlUrl, stateDir, effectTypeIds, repeats, display } = options;
  const token = await signIn({ apiUrl, stateDir, email: 'admin@studio.local' });
  const admin = new Graph({ url: graphqlUrl, token, correlationId: uuidv7() });
  try {
    const { startBenchmark } = await admin.ask(StartBenchmarkDocument, {
      input: { effectTypeIds, repeats, idempotencyKey: uuidv7() },
    });
    const { id, runCount } = expectResult(startBenchmark, 'BenchmarkRound');
    display.line(`${runCount} runs of the library of known inputs`);
    return await untilFinished(admin, id, display);
  } finally {
    await admin.close();
  }
}

async function untilFinished(admin: Graph, id: string, display: ProgressDisplay): Promise<BenchmarkReport> {
  let ended = 0;
  for (let quietMs = 0; quietMs < PATIENCE_MS; quietMs += POLL_MS) {
    const { benchmarkRound: round } = await admin.ask(BenchmarkReportDocument, { id });
    if (!round) throw new DemoFault('The benchmark cannot be read back.');
    display.share('runs', round.endedCount / Math.max(1, round.runCount));
    if (round.state === 'FINISHED') {
      display.line(`${round.endedCount} runs ended, ${round.failedCount} of them without any output`);
      return round;
    }
    if (round.endedCount > ended) quietMs = 0;
    ended = round.endedCount;
    await wait(POLL_MS);
  }
  throw new DemoFault('No run ended for fifteen minutes; look at the action log and at the workers’ log.');
}
