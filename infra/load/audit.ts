import { setTimeout as wait } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { Connections } from './connections.ts';
import type { LoadReport } from './load-report.ts';
import { type Accepted, CANCEL_RUN, type Senders } from './traffic.ts';

const ENDS = new Set([
  'PUBLISHED',
  'COMPLETED',
  'FAILED',
  'REJECTED',
  'CANCELLED',
  'EXPIRED',
  'AWAITING_APPROVAL',
]);
/** Below what one operation of a person may ask. */
const PAGE = 10;
const ENDING_WAIT_MS = 120_000;
const POLL_MS = 2_000;

/** Looks whether everything that was accepted is there, every run came to its end, and the money adds up. */
export async function auditAccepted(
  { creator, admin }: Senders,
  { uploads, runs }: Accepted,
): Promise<LoadReport['audit']> {
  const foundUploads = await existing(creator, 'upload', 'id', [...uploads]);
  const states = await endedStates(creator, [...runs]);
  const { reconcileLedger } = (await untilAnswered(admin, '{ reconcileLedger { isBalanced } }')) as {
    reconcileLedger: { isBalanced: boolean };
  };
  return {
    uploads: uploads.size,
    uploadsLost: uploads.size - foundUploads.size,
    runs: runs.size,
    runsLost: runs.size - states.size,
    runsOpen: [...states.values()].filter((state) => !ENDS.has(state)).length,
    isLedgerBalanced: reconcileLedger.isBalanced,
  };
}

/**
 * Where the runs stand once all have ended, or after two minutes: people call off what they still have under way, for
 * which the crowd left no time, and machines whose outputs were refused too often get no more work. Runs that are not
 * there are missing.
 */
async function endedStates(creator: Connections, ids: readonly string[]): Promise<Map<string, string>> {
  const deadlineMs = performance.now() + ENDING_WAIT_MS;
  for (const [runId, state] of await existing(creator, 'run', 'state', ids)) {
    if (!ENDS.has(state)) await creator.ask(CANCEL_RUN, { input: { runId, idempotencyKey: uuidv7() } });
  }
  for (;;) {
    const states = await existing(creator, 'run', 'state', ids);
    const areEnded = [...states.values()].every((state) => ENDS.has(state));
    if (areEnded || performance.now() > deadlineMs) return states;
    await wait(POLL_MS);
  }
}

/** One field of each thing that exists, a page of ids per request. */
async function existing(
  caller: Connections,
  name: 'upload' | 'run',
  field: 'id' | 'state',
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let from = 0; from < ids.length; from += PAGE) {
    const page = ids.slice(from, from + PAGE);
    const fields = page.map((id, index) => `_${index}: ${name}(id: "${id}") { ${field} }`);
    const data = (await untilAnswered(caller, `{ ${fields.join(' ')} }`)) as Record<
      string,
      Record<string, string> | null
    >;
    for (const [index, id] of page.entries()) {
      const value = data[`_${index}`]?.[field];
      if (value) found.set(id, value);
    }
  }
  return found;
}

/** Asks again when it is refused for asking too often. @throws Error when it fails otherwise, ten times */
async function untilAnswered(caller: Connections, query: string): Promise<object> {
  let said = '';
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const answer = await caller.ask(query);
    if (answer.data) return answer.data;
    said = answer.said;
    await wait(POLL_MS);
  }
  throw new Error(`the studio does not answer ${query.slice(0, 80)} any more, but says: ${said}`);
}
