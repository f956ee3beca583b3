import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { BottleneckClassified, TokensRunningLow } from '@effect-studio/schema/events/economics';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { ADVICE, type Classification } from '../domain/bottleneck.ts';
import type { Features } from '../domain/features.ts';
import { impactPerHour } from '../domain/impact.ts';
import { type LabelChange, nameOfLabel } from '../domain/labels.ts';
import type { Bottleneck } from '../domain/stored-bottleneck.ts';
import { addStep, lockOpenBottlenecks, saveBottleneck } from '../persistence/bottlenecks.ts';

/** Bottlenecks as they stand after a bucket. */
export interface FollowedBottlenecks {
  opened: readonly Bottleneck[];
  /** Those that were opened before and are still there. */
  continued: readonly Bottleneck[];
}

/**
 * Stores what the tree found: opens an episode with its evidence and impact, keeps it up to date while it lasts and
 * closes it. Opening and closing are told by an event and kept in the history.
 */
export async function followBottlenecks(
  tx: Transaction,
  changes: readonly LabelChange[],
  features: Features,
  { bucketEnd, settingsVersion }: { bucketEnd: Date; settingsVersion: string },
): Promise<FollowedBottlenecks> {
  const open = new Map((await lockOpenBottlenecks(tx)).map((one) => [nameOfLabel(one), one]));
  const card = await rateCardAsOf(tx, tx.now);
  const tokenNanoUsd = card?.tokenRateNanoUsd ?? null;
  const opened: Bottleneck[] = [];
  const continued: Bottleneck[] = [];
  for (const { kind, label } of changes) {
    const { classification } = label;
    const known = open.get(nameOfLabel(label));
    if (kind === 'CLOSED') {
      if (known) await closeBottleneck(tx, known, bucketEnd);
      continue;
    }
    const found = {
      ...describe(classification, features, tokenNanoUsd),
      settingsVersion,
      lastSeenAt: bucketEnd,
    };
    if (known) {
      const seen = { ...known, ...found };
      await saveBottleneck(tx, seen);
      continued.push(seen);
      continue;
    }
    const { bottleneckClass, subject } = classification;
    const bottleneck: Bottleneck = {
      ...found,
      id: newId(),
      bottleneckClass,
      subject,
      actionTaken: null,
      openedAt: bucketEnd,
      closedAt: null,
    };
    await saveBottleneck(tx, bottleneck);
    await addStep(tx, bottleneck.id, 'OPENED', inWords(classification));
    await tellBottleneck(tx, bottleneck, 'OPENED');
    if (bottleneckClass === 'TOKEN_DEPLETION_RISK') await tellOwner(tx, bottleneck, features);
    opened.push(bottleneck);
  }
  return { opened, continued };
}

/** Tells the person whose tokens run out. */
async function tellOwner(tx: Transaction, { id, subject }: Bottleneck, features: Features): Promise<void> {
  const { availableTokens, hoursLeft } = features.owner(subject.id);
  await tx.emit(TokensRunningLow, {
    aggregateId: subject.id,
    idempotencyKey: `economics:${id}:running-low:v1`,
    payload: { bottleneckId: id, ownerId: subject.id, availableTokens, hoursLeft: hoursLeft ?? 0 },
    budgetContext: 'user_run',
  });
}

/** Ends an episode. */
export async function closeBottleneck(tx: Transaction, bottleneck: Bottleneck, at: Date): Promise<void> {
  const closed = { ...bottleneck, closedAt: at };
  await saveBottleneck(tx, closed);
  await addStep(tx, bottleneck.id, 'CLOSED', 'The tree does not find it any more.');
  await tellBottleneck(tx, closed, 'CLOSED');
}

function describe(classification: Classification, features: Features, tokenNanoUsd: bigint | null) {
  const advice = ADVICE[classification.bottleneckClass];
  return {
    tests: classification.tests,
    affectedAttempts: classification.affectedAttempts,
    impactNanoUsdPerHour: impactPerHour(classification, features, tokenNanoUsd),
    impactKind: advice.impact,
    runbook: advice.runbook,
    suggestedAction: advice.suggestedAction,
  };
}

const inWords = ({ tests }: Classification): string =>
  tests
    .map(({ question, value, limit }) => `${question}: ${rounded(value)} (limit ${rounded(limit)})`)
    .join('; ');

const rounded = (value: number | null): string =>
  value === null ? 'unknown' : String(Number(value.toPrecision(4)));

/** Says that a bottleneck was found or is gone: by an event and, unless it is gone, in the action log. */
export async function tellBottleneck(
  tx: Transaction,
  bottleneck: Bottleneck,
  phase: 'OPENED' | 'CLOSED',
): Promise<void> {
  const { bottleneckClass, subject, affectedAttempts, runbook, suggestedAction } = bottleneck;
  await tx.emit(BottleneckClassified, {
    aggregateId: bottleneck.id,
    payload: {
      bottleneckId: bottleneck.id,
      phase,
      bottleneckClass,
      subjectKind: subject.kind,
      subject: subject.id,
      affectedAttempts,
      runbook,
      suggestedAction,
    },
  });
  if (phase === 'CLOSED') return;
  const { actionLog, caller, correlationId } = tx.call;
  tx.afterCommit(() =>
    actionLog.warn({
      eventType: 'BOTTLENECK_CLASSIFIED',
      tenantId: caller.tenantId,
      correlationId,
      message: `${bottleneckClass} at ${subject.kind.toLowerCase()} ${subject.id}.`,
      economicImpact: {
        type: bottleneck.impactKind,
        estimatedCostNanoUsd: bottleneck.impactNanoUsdPerHour?.toString() ?? null,
        affectedJobs: affectedAttempts,
      },
      operatorAction: {
        classification: bottleneckClass,
        urgency: 'ACT_TODAY',
        suggestedAction,
        autoActionTaken: null,
        escalationChain: ['auto_fix', 'operator_monitor', 'admin_alert_if_critical'],
        runbook,
      },
    }),
  );
}
