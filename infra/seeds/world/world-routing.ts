import { runDiagnosis } from '@effect-studio/economics/bottlenecks/use-cases/run-diagnosis';
import { settleTrials, startTrial } from '@effect-studio/economics/exploration/use-cases/trials';
import { setExplorationBudget } from '@effect-studio/economics/ledger/use-cases/exploration-wallet';
import { replaceCatalogue } from '@effect-studio/economics/manifest/persistence/catalogue';
import { currentManifest } from '@effect-studio/economics/manifest/persistence/manifests';
import { refreshObservations } from '@effect-studio/economics/manifest/persistence/observations';
import { generateManifest } from '@effect-studio/economics/manifest/use-cases/generate-manifest';
import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import { isProblem } from '@effect-studio/kernel/errors';
import { v5 } from 'uuid';
import { WORLD_TENANT_ID, type WorldServices } from './world.ts';
import type { WorldRouting } from './world-decisions.ts';
import { BLOCK_MS, DAY_MS, LATELY, type WorldFrame } from './world-plan.ts';

/** Manifests are made once a week, and every block from so many days before the present on. */
const [WEEK_DAYS, DENSE_DAYS] = [7, 3];
/** Detection begins so long before the festival, to know what is usual. */
const WATCHED_DAYS = 3;
/** What exploration may spend in a month: $40. */
const BUDGET_NANO_USD = 40_000_000_000n;

/** A/B trials, by the day from the present on which each begins. */
const TRIALS = [
  { fromDay: -4, place: 0, mode: 'CANDIDATE', a: 'fine', b: 'balanced', metric: 'UTILITY', share: 0.5 },
  { fromDay: -3, place: 1, mode: 'CANDIDATE', a: 'balanced', b: 'fast', metric: 'MARGIN', share: 0.5 },
  { fromDay: -2, place: 2, mode: 'SHADOW', a: 'fast', b: 'fine', metric: 'QUALITY', share: 0.2 },
] as const;

const keyOf = (frame: WorldFrame, what: string): string => v5(`${frame.seed}:${what}`, WORLD_TENANT_ID);

/** Days from the present of the first seeding; null where the frame has none. */
const sincePresent = ({ origin, presentDay }: WorldFrame, moment: Date): number | null =>
  presentDay === undefined ? null : (moment.getTime() - origin.getTime()) / DAY_MS - presentDay;

/** What there is from the beginning: the catalogue, and what exploration may spend. */
export async function foundRouting({ economics }: WorldServices, frame: WorldFrame): Promise<void> {
  const ctx = callContext(economics, { caller: systemCaller(WORLD_TENANT_ID) });
  await ctx.db.transaction(ctx, (tx) =>
    replaceCatalogue(
      tx,
      frame.workflows.map(({ workflowId, providerId, effectTypeId }) => ({
        ...{ workflowId, providerId, effectTypeId },
        isActive: true,
      })),
      frame.origin,
    ),
  );
  const set = { period: 'MONTH' as const, limitNanoUsd: BUDGET_NANO_USD, key: keyOf(frame, 'budget') };
  refuse(await setExplorationBudget(ctx, set));
}

/**
 * What routing does at the end of a block or slice: observations, trials, a manifest when it is time for one, and a look at
 * what may be in the way.
 */
export async function routeWorld(services: WorldServices, frame: WorldFrame, ended: Date): Promise<void> {
  const ctx = callContext(services.economics, { caller: systemCaller(WORLD_TENANT_ID) });
  const day = sincePresent(frame, ended);
  const isDense = day !== null && day >= -DENSE_DAYS;
  const isWeekly = (ended.getTime() - frame.origin.getTime()) % (WEEK_DAYS * DAY_MS) === 0;
  await startTrials(ctx, frame, day);
  if (isDense || isWeekly) {
    await ctx.db.transaction(ctx, async (tx) => {
      const from = new Date(ended.getTime() - (isDense ? 2 * BLOCK_MS : WEEK_DAYS * DAY_MS));
      await refreshObservations(tx, from, ended);
      await settleTrials(tx);
      await generateManifest(tx, 'schedule');
    });
  }
  if (day === null || day < LATELY.festival.fromDay - WATCHED_DAYS) return;
  await ctx.db.transaction(ctx, (tx) => runDiagnosis(tx));
}

/** What runs from now on are routed by; null while nothing is written down. */
export async function routingOf(services: WorldServices, frame: WorldFrame): Promise<WorldRouting | null> {
  const ctx = callContext(services.economics, { caller: systemCaller(WORLD_TENANT_ID) });
  const day = sincePresent(frame, ctx.clock.now());
  if (day === null || day < LATELY.festival.fromDay) return null;
  const manifest = await ctx.db.transaction(ctx, currentManifest);
  return manifest && { seed: frame.seed, manifest };
}

async function startTrials(ctx: CallContext, frame: WorldFrame, day: number | null): Promise<void> {
  if (day === null) return;
  const effects = [...new Set(frame.workflows.map(({ effectTypeId }) => effectTypeId))].sort();
  for (const { fromDay, place, a, b, mode, metric, share } of TRIALS) {
    const effectTypeId = effects[place];
    // Once, at the end of the block that its day begins with.
    if (!effectTypeId || day <= fromDay || day > fromDay + BLOCK_MS / DAY_MS) continue;
    // Not every effect has every variant.
    const arms = frame.workflows.filter((one) => one.effectTypeId === effectTypeId);
    const workflowA = (arms.find(({ variant }) => variant === a) ?? arms[0])?.workflowId;
    const workflowB = (arms.findLast(({ variant }) => variant === b) ?? arms.at(-1))?.workflowId;
    if (!workflowA || !workflowB || workflowA === workflowB) continue;
    refuse(
      await startTrial(ctx, {
        ...{ effectTypeId, mode, metric, share },
        ...{ workflowA, workflowB },
        ...{ minPairs: 40, maxPairs: 2_000, errorShare: 0.05, days: 14 },
        reason: 'World: which of the two is to have most of the work?',
        key: keyOf(frame, `trial:${place}`),
      }),
    );
  }
}

function refuse(answer: object): void {
  if (isProblem(answer)) throw new Error(answer.humanReadableCause);
}
