import { compute } from '@effect-studio/kernel/compute';
import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { RecommendationProposed } from '@effect-studio/schema/events/economics';
import { ADVICE_SETTINGS } from '../config.ts';
import { ADVICE_POLICY, DAY_MS } from '../domain/advice-policy.ts';
import type { Finding } from '../domain/recommendation.ts';
import type { Wording } from '../domain/wording.ts';
import { readEvidence } from '../persistence/read-evidence.ts';
import { insertRecommendation, takenSubjects } from '../persistence/recommendations.ts';
import { OpenAiCompatibleWording } from '../wording/openai-compatible-wording.ts';
import { wordFinding } from '../wording/word-finding.ts';
import type { WordingPort } from '../wording/wording-port.ts';
import { autoApply } from './auto-apply.ts';

/** Half a second of drawing: not on the thread that carries events. */
const FINDER = new URL('../domain/find-recommendations.ts', import.meta.url);

/** Findings of one moment, worded and ready to be stored. */
export type PreparedRound = readonly { finding: Finding; wording: Wording }[];

const configuredPort = (): WordingPort | null =>
  ADVICE_SETTINGS.llm ? new OpenAiCompatibleWording(ADVICE_SETTINGS.llm) : null;

/**
 * Reads the evidence, judges it and words what is new. Writes nothing and may take seconds: no transaction is held.
 * Subjects that are open, or were dealt with lately, are left out.
 */
export async function prepareRound(
  ctx: CallContext,
  signal: AbortSignal,
  port: WordingPort | null = configuredPort(),
): Promise<PreparedRound> {
  const { evidence, taken, seed } = await ctx.db.transaction(ctx, async (tx) => ({
    evidence: await readEvidence(tx, ADVICE_POLICY),
    taken: await takenSubjects(tx, new Date(tx.now.getTime() - ADVICE_POLICY.cooldownDays * DAY_MS)),
    seed: `${ctx.caller.tenantId}:${tx.now.toISOString().slice(0, 10)}`,
  }));
  const input = { evidence, policy: ADVICE_POLICY, seed };
  const findings = await compute<Finding[]>({ module: FINDER, name: 'findRecommendations', input, signal });
  const fresh = findings.filter(({ subject }) => !taken.has(subject));
  return Promise.all(
    fresh.map(async (finding) => ({ finding, wording: await wordFinding(ctx, finding, port, signal) })),
  );
}

/** Stores what was prepared and tells reviewers; a subject that was opened meanwhile is left alone. @returns new ids */
export async function storeRound(tx: Transaction, round: PreparedRound): Promise<string[]> {
  const stored: string[] = [];
  for (const { finding, wording } of round) {
    const id = newId();
    const needsApproval = !(finding.isAutoApplicable && ADVICE_SETTINGS.mayAutoApply);
    if (!(await insertRecommendation(tx, id, finding, wording, needsApproval))) continue;
    stored.push(id);
    await propose(tx, id, finding, wording, needsApproval);
    if (!needsApproval) await autoApply(tx, id);
  }
  return stored;
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
