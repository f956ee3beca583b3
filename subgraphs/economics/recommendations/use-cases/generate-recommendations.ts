import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { compute } from '@effect-studio/kernel/process/compute';
import type { ModelUse } from '@effect-studio/llm/asking/ask-model';
import { studioModel } from '@effect-studio/llm/asking/studio-model';
import { RecommendationProposed } from '@effect-studio/schema/events/economics';
import { recordUsages } from '../../costs/use-cases/record-usages.ts';
import { ADVICE_SETTINGS } from '../config.ts';
import { ADVICE_POLICY, DAY_MS } from '../domain/advice-policy.ts';
import type { AdviceRound } from '../domain/find-recommendations.ts';
import type { Finding } from '../domain/recommendation.ts';
import type { Wording } from '../domain/wording.ts';
import { earlierRounds, insertRound, subjectsAskedSince } from '../persistence/advice-rounds.ts';
import { readEvidence } from '../persistence/read-evidence.ts';
import { insertRecommendation, takenSubjects } from '../persistence/recommendations.ts';
import { OpenAiCompatibleWording } from '../wording/openai-compatible-wording.ts';
import { studioModelWording, usageOfWording } from '../wording/studio-model-wording.ts';
import { wordFinding } from '../wording/word-finding.ts';
import type { WordingPort } from '../wording/wording-port.ts';
import { autoApply } from './auto-apply.ts';
import { withdrawProposals } from './withdraw-proposals.ts';

/** Half a second of drawing: not on the thread that carries events. */
const FINDER = new URL('../domain/find-recommendations.ts', import.meta.url);

/** Findings of one moment, worded and ready to be stored, and what later rounds have to know of it. */
export interface PreparedRound {
  found: readonly { finding: Finding; wording: Wording }[];
  /** Null: nothing was asked. */
  batch: AdviceRound['batch'];
  /** Place of the batch among the tenant's rounds. */
  ordinal: number;
  confidences: ReadonlyMap<string, number>;
  /** What the studio's model used up for the words. */
  uses?: readonly ModelUse[];
}

/** An endpoint of its own where one is set, the studio's model otherwise. */
function configuredPort(ctx: CallContext, onUse: (use: ModelUse) => void): WordingPort | null {
  if (ADVICE_SETTINGS.llm) return new OpenAiCompatibleWording(ADVICE_SETTINGS.llm);
  const studio = studioModel('advice');
  return studio && studioModelWording(ctx, studio, onUse);
}

/**
 * Reads the evidence, judges it and words what is new. Writes nothing and may take seconds: no transaction is held.
 * Subjects that are open, or were dealt with lately, are left out.
 * @param options.asksAll also what was asked within the last days, because somebody wants to know now: each question that
 *   is asked makes all of them harder to believe in
 */
export async function prepareRound(
  ctx: CallContext,
  signal: AbortSignal,
  { port: given, asksAll = false }: { port?: WordingPort | null; asksAll?: boolean } = {},
): Promise<PreparedRound> {
  const uses: ModelUse[] = [];
  const port = given === undefined ? configuredPort(ctx, (use) => uses.push(use)) : given;
  const { taken, ...input } = await ctx.db.transaction(ctx, async (tx) => {
    const daysAgo = (days: number) => new Date(tx.now.getTime() - days * DAY_MS);
    return {
      evidence: await readEvidence(tx, ADVICE_POLICY),
      taken: await takenSubjects(tx, daysAgo(ADVICE_POLICY.cooldownDays)),
      earlier: await earlierRounds(tx),
      askedLately: asksAll ? [] : await subjectsAskedSince(tx, daysAgo(ADVICE_POLICY.askAgainDays)),
      policy: ADVICE_POLICY,
      seed: `${ctx.caller.tenantId}:${tx.now.toISOString().slice(0, 10)}`,
    };
  });
  const round = await compute<AdviceRound>({ module: FINDER, name: 'findRecommendations', input, signal });
  const fresh = round.findings.filter(({ subject }) => !taken.has(subject));
  return {
    found: await Promise.all(
      fresh.map(async (finding) => ({ finding, wording: await wordFinding(ctx, finding, port, signal) })),
    ),
    batch: round.batch,
    ordinal: input.earlier.length + 1,
    confidences: new Map(round.confidences.map(({ subject, confidence }) => [subject, confidence])),
    uses,
  };
}

/**
 * Stores what was prepared and tells reviewers, and takes back what no longer holds; a subject that was opened meanwhile is
 * left alone.
 * @returns new ids
 * @throws StudioError `ROUND_OVERTAKEN` (retryable) when another round was stored since this one was prepared
 */
export async function storeRound(tx: Transaction, round: PreparedRound): Promise<string[]> {
  await keepRound(tx, round);
  const { uses = [] } = round;
  if (uses.length > 0)
    await recordUsages(
      tx,
      uses.map((use) => usageOfWording(use, tx.now)),
    );
  await withdrawProposals(tx, round.confidences);
  const stored: string[] = [];
  for (const { finding, wording } of round.found) {
    const id = newId();
    const needsApproval = !(finding.isAutoApplicable && ADVICE_SETTINGS.mayAutoApply);
    if (!(await insertRecommendation(tx, id, finding, wording, needsApproval))) continue;
    stored.push(id);
    await propose(tx, id, finding, wording, needsApproval);
    if (!needsApproval) await autoApply(tx, id);
  }
  return stored;
}

/** Remembers what was asked, for the level of the next round. */
export async function keepRound(tx: Transaction, { batch, ordinal }: PreparedRound): Promise<void> {
  if (batch) await insertRound(tx, ordinal, batch);
}

function propose(
  tx: Transaction,
  recommendationId: string,
  finding: Finding,
  wording: Wording,
  needsApproval: boolean,
): Promise<void> {
  const { proposal, monthlyImpact } = finding;
  return tx.emit(RecommendationProposed, {
    aggregateId: recommendationId,
    idempotencyKey: `economics:${recommendationId}:propose:v1`,
    payload: {
      recommendationId,
      kind: proposal.kind,
      title: wording.title,
      summary: wording.summary,
      instructions: [...wording.instructions],
      effectTypeId: 'effectTypeId' in proposal ? proposal.effectTypeId : null,
      confidence: finding.confidence,
      sampleCount: finding.sampleCount,
      monthlyImpactNanoUsd: monthlyImpact.expectedNanoUsd.toString(),
      monthlyImpactLowerNanoUsd: monthlyImpact.lowerNanoUsd.toString(),
      monthlyImpactUpperNanoUsd: monthlyImpact.upperNanoUsd.toString(),
      intervalLevel: monthlyImpact.level,
      qualityChange: finding.qualityChange,
      isAutoApplicable: finding.isAutoApplicable,
      needsApproval,
    },
  });
}
