import type { Logger } from 'pino';
import type { AgentLoop } from './agent-loop.ts';

/** For reports, after running tasks had their time to end by themselves. */
const REPORT_MS = 2_000;

/**
 * On SIGTERM or SIGINT: no more leases, finish or hand back, say goodbye, exit 0. A second signal ends at once.
 * @param finishMs that running tasks may end by themselves, before they are handed back
 */
export function drainOnSignals(loop: AgentLoop, finishMs: number, log: Logger): void {
  let isDraining = false;
  const drain = (signal: string): void => {
    if (isDraining) process.exit(1);
    isDraining = true;
    log.info({ signal, running: loop.runningCount }, 'draining');
    loop.drain(finishMs, REPORT_MS).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'draining failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => drain('SIGTERM'));
  process.on('SIGINT', () => drain('SIGINT'));
}
