import { sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { DEFAULT_QUALITY_WEIGHTS, type QualityVector } from '@effect-studio/schema/media/quality-vector';
import type { LearntWeights } from '../domain/preference-weights.ts';

/** Version of the hand weights. */
export const HAND_VERSION = 0;

/** What a version was learnt from; null for the hand weights. */
export type WeightsEvidence = Omit<LearntWeights, 'weights' | 'isBetter'>;

/** A version of the composite's weights. */
export interface WeightsVersion {
  version: number;
  weights: QualityVector;
  isBetter: boolean;
  evidence: WeightsEvidence | null;
  createdAt: Date | null;
  isInForce: boolean;
  /** When it was last put in force, and why; null: never. */
  appliedAt: Date | null;
  reason: string | null;
}

/** Newest first. */
const LEARNT = sql(
  'quality-weights-versions',
  `select version, weights, is_better as "isBetter", evidence, created_at as "createdAt"
   from quality.weights_version order by version desc`,
);

const IN_FORCE = sql(
  'quality-weights-in-force',
  `select w.version, v.weights from quality.weights_in_force w
   left join quality.weights_version v on v.version = w.version
   order by w.created_at desc, w.id desc limit 1`,
);

/** When each version was last put in force. */
const APPLIED = sql(
  'quality-weights-applied',
  `select distinct on (version) version, reason, created_at as "appliedAt" from quality.weights_in_force
   order by version, created_at desc`,
);

/** $1 version, $2 weights, $3 whether they are better, $4 evidence, $5 now. */
const ADD = sql(
  'quality-add-weights-version',
  `insert into quality.weights_version (version, weights, is_better, evidence, created_at) values ($1, $2, $3, $4, $5)`,
);

/** $1 id, $2 version, $3 reason, $4 who, $5 now. */
const APPLY = sql(
  'quality-apply-weights',
  `insert into quality.weights_in_force (id, version, reason, applied_by, created_at) values ($1, $2, $3, $4, $5)`,
);

/** Serialises who puts weights in force; held to the end of the transaction. */
const LOCK = sql(
  'quality-lock-weights',
  `select pg_advisory_xact_lock(hashtext('quality.weights_in_force'))`,
);

/** The weights that composites are made with now. */
export async function weightsInForce(
  tx: Transaction,
): Promise<{ version: number; weights: Readonly<QualityVector> }> {
  const row = await tx.maybeOne<{ version: number; weights: QualityVector | null }>(IN_FORCE);
  if (!row?.weights) return { version: HAND_VERSION, weights: DEFAULT_QUALITY_WEIGHTS };
  return { version: row.version, weights: row.weights };
}

/** Every version, newest first; the hand weights last. */
export async function weightsVersions(tx: Transaction): Promise<WeightsVersion[]> {
  const learnt = await tx.rows<Omit<WeightsVersion, 'isInForce' | 'appliedAt' | 'reason'>>(LEARNT);
  const applied = await tx.rows<{ version: number; reason: string; appliedAt: Date }>(APPLIED);
  const inForce = await weightsInForce(tx);
  const hand = { weights: DEFAULT_QUALITY_WEIGHTS, isBetter: true, evidence: null, createdAt: null };
  return [...learnt, { version: HAND_VERSION, ...hand }].map((one) => {
    const last = applied.find(({ version }) => version === one.version);
    return {
      ...one,
      isInForce: one.version === inForce.version,
      ...{ appliedAt: last?.appliedAt ?? null, reason: last?.reason ?? null },
    };
  });
}

export async function addWeightsVersion(tx: Transaction, learnt: LearntWeights): Promise<number> {
  const { weights, isBetter, ...evidence } = learnt;
  const [newest] = await tx.rows<{ version: number }>(LEARNT);
  const version = (newest?.version ?? HAND_VERSION) + 1;
  await tx.rows(ADD, [version, JSON.stringify(weights), isBetter, JSON.stringify(evidence), tx.now]);
  return version;
}

/** Puts a version in force; the caller has looked whether it may be. */
export async function applyWeights(tx: Transaction, version: number, reason: string): Promise<void> {
  await tx.rows(APPLY, [newId(), version, reason, tx.call.caller.subjectId ?? null, tx.now]);
}

export const lockWeights = (tx: Transaction) => tx.rows(LOCK);
