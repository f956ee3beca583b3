import {
  insertRecommendation,
  lockRecommendation,
  recommendationPage,
} from '@effect-studio/economics/recommendations/persistence/recommendations';
import { markApplied } from '@effect-studio/economics/recommendations/use-cases/apply-recommendation';
import { decideRecommendation } from '@effect-studio/economics/recommendations/use-cases/decide-recommendation';
import {
  keepRound,
  type PreparedRound,
  prepareRound,
  storeRound,
} from '@effect-studio/economics/recommendations/use-cases/generate-recommendations';
import { measureRecommendation } from '@effect-studio/economics/recommendations/use-cases/measure-recommendation';
import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { idempotent } from '@effect-studio/kernel/database/idempotency';
import { isProblem } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { v5 } from 'uuid';
import { WORLD_TENANT_ID, type WorldServices } from './world.ts';
import { EVENTS, type WorldFrame } from './world-plan.ts';

/** Days on which recommendations were looked for, and what people said to what was found. */
const ROUNDS: ReadonlyMap<number, 'rejected' | 'approved'> = new Map([
  [EVENTS.switchDay - 30, 'rejected'],
  [EVENTS.switchDay - 1, 'approved'],
]);
/** When what was approved had time to show. */
const MEASURED_AFTER_DAYS = 14;

const never = new AbortController().signal;
const keyOf = (frame: WorldFrame, what: string): string => v5(`${frame.seed}:${what}`, WORLD_TENANT_ID);

/** Lets the studio of the world look for recommendations, follow them and measure what they brought, on their days. */
export async function adviseWorld(
  { economics }: WorldServices,
  frame: WorldFrame,
  day: number,
): Promise<void> {
  const ctx = callContext(economics, { caller: systemCaller(WORLD_TENANT_ID) });
  const decision = ROUNDS.get(day);
  if (decision) {
    const round = await prepareRound(ctx, never, { port: null });
    await once(ctx, keyOf(frame, `round:${day}`), (tx) => decideRound(tx, round, decision));
  }
  const measured = day - MEASURED_AFTER_DAYS;
  if (ROUNDS.get(measured) === 'approved') {
    await once(ctx, keyOf(frame, `measure:${measured}`), async (tx) => {
      for (const id of await appliedIds(ctx, frame, measured)) await measureRecommendation(tx, id);
    });
  }
}

/** What waits for a decision now, told to the review queue as in any studio. */
export async function adviseNow({ economics }: WorldServices): Promise<number> {
  const ctx = callContext(economics, { caller: systemCaller(WORLD_TENANT_ID) });
  const round = await prepareRound(ctx, never, { port: null, asksAll: true });
  return ctx.db.transaction(ctx, async (tx) => (await storeRound(tx, round)).length);
}

/** History tells no reviewer: it is stored without the event that would put it into today's queue. */
async function decideRound(
  tx: Transaction,
  round: PreparedRound,
  decision: 'rejected' | 'approved',
): Promise<void> {
  await keepRound(tx, round);
  for (const { finding, wording } of round.found) {
    const id = newId();
    if (!(await insertRecommendation(tx, id, finding, wording, true))) continue;
    await decideRecommendation(tx, id, {
      decision,
      decidedBy: null,
      decidedAt: tx.now,
      reason: decision === 'rejected' ? 'The contract runs until the end of next month.' : null,
      snoozedUntil: null,
    });
    const decided = await lockRecommendation(tx, id);
    if (decided?.state === 'APPROVED') await markApplied(tx, decided, 'BY_HAND');
  }
}

async function appliedIds(ctx: CallContext, frame: WorldFrame, day: number): Promise<string[]> {
  const at = new Date(frame.origin.getTime() + day * 86_400_000);
  const page = await ctx.db.transaction(ctx, (tx) =>
    recommendationPage(tx, { state: 'APPLIED', kind: null, beforeId: null, limit: 100 }),
  );
  return page
    .filter(({ appliedAt }) => appliedAt && appliedAt.getTime() - at.getTime() < 86_400_000)
    .map(({ id }) => id);
}

async function once(ctx: CallContext, key: string, work: (tx: Transaction) => Promise<void>): Promise<void> {
  const answer = await idempotent(ctx, { operation: 'seedWorldAdvice', key, payload: {} }, async (tx) => {
    await work(tx);
    return { done: true };
  });
  if (isProblem(answer)) throw new Error(answer.detail);
}
