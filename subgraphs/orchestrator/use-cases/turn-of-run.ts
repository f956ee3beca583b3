import { type CallContext, systemCaller } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { followsNth, turnStartsInMs } from '../domain/plan/turn-estimate.ts';
import type { RunSaga } from '../domain/saga/run-saga.ts';
import { readMeanHeldMs, readOwnPlace, readTurnOfNth, readWaitingPeople } from '../persistence/places.ts';
import { nextTurns } from './give-turns.ts';
import { mostAtOnce } from './wait-or-start.ts';

/** The runs that left their places last tell how long places are held now. */
const LATELY = 20;
/** Further than this nobody counts. */
const COUNT_LIMIT = 10_000;

/** Where a run stands that waits for its turn. */
export interface RunTurn {
  reason: 'OWN_RUNS' | 'ALL_RUNS';
  /** 1 is next: among the person's own waiting runs, or in the turns of everybody. */
  place: number;
  limit: number;
  /** Milliseconds; null when nothing lets one tell. */
  startsInMs: number | null;
}

/** Where a run stands that the caller may see; null unless it waits for its turn. */
export async function turnOfRun(ctx: CallContext, run: RunSaga): Promise<RunTurn | null> {
  if (run.state !== 'QUEUED') return null;
  // Who is before it are runs of others, of which only the number is told.
  const platform = { ...ctx, caller: systemCaller(run.tenantId) };
  return platform.db.transaction(platform, async (tx) => {
    const inTurns = (await nextTurns(tx, COUNT_LIMIT)).indexOf(run.runId) + 1;
    return inTurns > 0
      ? turnAt(tx, 'ALL_RUNS', inTurns, null, mostAtOnce(tx))
      : turnAt(tx, 'OWN_RUNS', await placeBehindOwn(tx, run), run.ownerId, mostOfOwner(tx, run));
  });
}

const mostOfOwner = ({ call }: Transaction, { tenantId, ownerId }: RunSaga): number =>
  call.flags.value('runs.most-per-person', { tenantId, subjectId: ownerId });

/** Places that its owner has free go to the first of the waiting runs; the rest waits for the owner's own. */
async function placeBehindOwn(tx: Transaction, run: RunSaga): Promise<number> {
  const people = await readWaitingPeople(tx);
  const underWay = people.find(({ ownerId }) => ownerId === run.ownerId)?.underWay ?? 0;
  const free = Math.max(0, mostOfOwner(tx, run) - underWay);
  return Math.max(1, (await readOwnPlace(tx, run.ownerId, run.runId)) - free);
}

async function turnAt(
  tx: Transaction,
  reason: RunTurn['reason'],
  place: number,
  ownerId: string | null,
  limit: number,
): Promise<RunTurn> {
  const turnOfNth = await readTurnOfNth(tx, ownerId, followsNth(place, limit));
  const heldMs = turnOfNth && tx.now.getTime() - turnOfNth.getTime();
  const meanHeldMs = await readMeanHeldMs(tx, LATELY);
  const startsInMs = turnStartsInMs({ place, limit, meanHeldMs, heldMs });
  return { reason, place, limit, startsInMs: startsInMs === null ? null : Math.round(startsInMs) };
}
