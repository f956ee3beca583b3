import { sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { DEFAULT_QUALITY_WEIGHTS, type QualityVector } from '@effect-studio/schema/media/quality-vector';
import type { LearntWeights, WeightsOfType } from '../domain/preferences/preference-weights.ts';

/** Version of the hand weights. */
export const HAND_VERSION = 0;

type Agreement = 'agreement' | 'handAgreement';

/** What a version was learnt from; null for the hand weights. Older versions were not asked how often they agree. */
export type WeightsEvidence = Omit<LearntWeights, 'weights' | 'isBetter' | 'effectTypes' | Agreement> &
  Partial<Pick<LearntWeights, Agreement>>;

/** One time that a version was put in force. */
export interface AppliedWeights {
  appliedAt: Date;
  reason: string;
  /** Null: nobody in person. */
  appliedBy: string | null;
}

/** A version of the composite's weights. */
export interface WeightsVersion {
  version: number;
  weights: QualityVector;
  isBetter: boolean;
  evidence: WeightsEvidence | null;
  /** What effect types are weighed by that something was decided about; empty for the hand weights. */
  effectTypes: WeightsOfType[];
  createdAt: Date | null;
  isInForce: boolean;
  /** Each time it was put in force, newest first. */
  applications: AppliedWeights[];
}

/** Newest first. */
const LEARNT = sql(
  'quality-weights-versions',
  `select version, weights, is_better as "isBetter", evidence, effect_types as "effectTypes",
     created_at as "createdAt"
   from quality.weights_version order by version desc`,
);

const IN_FORCE = sql(
  'quality-weights-in-force',
  `select w.version, v.weights, v.effect_types as "effectTypes" from quality.weights_in_force w
   left join quality.weights_version v on v.version = w.version
   order by w.created_at desc, w.id desc limit 1`,
);

/** Every time that a version was put in force, newest first. */
const APPLIED = sql(
  'quality-weights-applied',
  `select version, reason, applied_by as "appliedBy", created_at as "appliedAt" from quality.weights_in_force
   order by created_at desc, id desc`,
);

/** $1 version, $2 weights, $3 whether they are better, $4 evidence, $5 those of effect types, $6 now. */
const ADD = sql(
  'quality-add-weights-version',
  `insert into quality.weights_version (version, weights, is_better, evidence, effect_types, created_at)
   values ($1, $2, $3, $4, $5, $6)`,
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

/** Weights that composites are made with, those of all effect types and those that some have of their own. */
export interface WeightsInForce {
  version: number;
  weights: Readonly<QualityVector>;
  effectTypes: readonly WeightsOfType[];
}

/** The weights that composites are made with now. */
export async function weightsInForce(tx: Transaction): Promise<WeightsInForce> {
  const row = await tx.maybeOne<{
    version: number;
    weights: QualityVector | null;
    effectTypes: WeightsOfType[];
  }>(IN_FORCE);
  if (!row?.weights) return { version: HAND_VERSION, weights: DEFAULT_QUALITY_WEIGHTS, effectTypes: [] };
  return { version: row.version, weights: row.weights, effectTypes: row.effectTypes };
}

/** What outputs of one effect type are weighed by. */
export const weightsOf = (
  { weights, effectTypes }: WeightsInForce,
  effectTypeId: string,
): Readonly<QualityVector> =>
  effectTypes.find((one) => one.effectTypeId === effectTypeId)?.weights ?? weights;

/** Every version, newest first; the hand weights last. */
export async function weightsVersions(tx: Transaction): Promise<WeightsVersion[]> {
  const learnt = await tx.rows<Omit<WeightsVersion, 'isInForce' | 'applications'>>(LEARNT);
  const applied = await tx.rows<AppliedWeights & { version: number }>(APPLIED);
  const inForce = applied[0]?.version ?? HAND_VERSION;
  const hand = {
    ...{ version: HAND_VERSION, weights: DEFAULT_QUALITY_WEIGHTS, isBetter: true, evidence: null },
    ...{ effectTypes: [], createdAt: null },
  };
  return [...learnt, hand].map((one) => ({
    ...one,
    isInForce: one.version === inForce,
    applications: applied.filter(({ version }) => version === one.version),
  }));
}

export async function addWeightsVersion(tx: Transaction, learnt: LearntWeights): Promise<number> {
  const { weights, isBetter, effectTypes, ...evidence } = learnt;
  const [newest] = await tx.rows<{ version: number }>(LEARNT);
  const version = (newest?.version ?? HAND_VERSION) + 1;
  const documents = [evidence, effectTypes].map((document) => JSON.stringify(document));
  await tx.rows(ADD, [version, JSON.stringify(weights), isBetter, ...documents, tx.now]);
  return version;
}

/** Puts a version in force; the caller has looked whether it may be. */
export async function applyWeights(tx: Transaction, version: number, reason: string): Promise<void> {
  await tx.rows(APPLY, [newId(), version, reason, tx.call.caller.subjectId ?? null, tx.now]);
}

export const lockWeights = (tx: Transaction) => tx.rows(LOCK);
