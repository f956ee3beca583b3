import type { Logger } from 'pino';
import type { AgentLoop } from './agent-loop.ts';
import { pause } from './retry.ts';

/** For reports, after running tasks had their time to end by themselves. */
const REPORT_MS = 2_000;
const CLOSE_MS = 500;

/**
 * On SIGTERM or SIGINT: no more leases, finish or hand back, say goodbye, exit 0. A second signal ends at once.
 * @param finishMs that running tasks may end by themselves, before they are handed back
 * @param close removes what is kept elsewhere for a next task; default: nothing is
 */
export function drainOnSignals(
  loop: AgentLoop,
  finishMs: number,
  log: Logger,
  close: () => Promise<void> = async () => undefined,
): void {
  let isDraining = false;
  const drain = (signal: string): void => {
    if (isDraining) process.exit(1);
    isDraining = true;
    log.info({ signal, running: loop.runningCount }, 'draining');
    const drained = loop.drain(finishMs, REPORT_MS).then(() => Promise.race([close(), pause(CLOSE_MS)]));
    drained.then(
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
