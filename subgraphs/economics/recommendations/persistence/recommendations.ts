import { sql, type Transaction } from '@effect-studio/kernel/database';
import type {
  Application,
  EvidenceSource,
  Facts,
  Finding,
  Measurement,
  Proposal,
  RecommendationKind,
  RecommendationState,
} from '../domain/recommendation.ts';
import type { Recommendation } from '../domain/stored-recommendation.ts';
import type { Wording } from '../domain/wording.ts';

interface RecommendationRow {
  id: string;
  kind: RecommendationKind;
  subject: string;
  state: RecommendationState;
  proposal: Proposal;
  source: EvidenceSource;
  title: string;
  summary: string;
  instructions: string[];
  facts: Facts;
  sample_count: number;
  confidence: number;
  impact_nano_usd: string;
  impact_lower_nano_usd: string;
  impact_upper_nano_usd: string;
  interval_level: number;
  quality_change: number | null;
  is_auto_applicable: boolean;
  needs_approval: boolean;
  decided_by: string | null;
  decided_at: Date | null;
  reason: string | null;
  snoozed_until: Date | null;
  application: Application | null;
  applied_at: Date | null;
  measurement: StoredMeasurement | null;
  measured_at: Date | null;
  created_at: Date;
}

/** JSON has no bigint: money as decimal strings. */
type StoredMeasurement = Omit<Measurement, 'realised'> & {
  realised: { expectedNanoUsd: string; lowerNanoUsd: string; upperNanoUsd: string; level: number };
};

const COLUMNS = `id, kind, subject, state, proposal, source, title, summary, instructions, facts, sample_count, confidence,
  impact_nano_usd, impact_lower_nano_usd, impact_upper_nano_usd, interval_level, quality_change, is_auto_applicable,
  needs_approval, decided_by, decided_at, reason, snoozed_until, application, applied_at, measurement, measured_at, created_at`;

/** Zero rows: the same subject is open already. */
const INSERT = sql(
  'economics-recommendation-insert',
  `insert into economics.recommendation (id, tenant_id, kind, subject, state, proposal, source, title, summary, instructions,
     facts, sample_count, confidence, impact_nano_usd, impact_lower_nano_usd, impact_upper_nano_usd, interval_level,
     quality_change, is_auto_applicable, needs_approval, created_at, updated_at)
   values ($1, $2, $3, $4, 'PROPOSED', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20)
   on conflict (tenant_id, subject) where state in ('PROPOSED', 'SNOOZED', 'APPROVED') do nothing returning id`,
);
/** $1 tenant, $2 decided since. Subjects that are not to be proposed now. */
const TAKEN = sql(
  'economics-recommendation-subjects-taken',
  `select distinct subject from economics.recommendation where tenant_id = $1
     and (state in ('PROPOSED', 'SNOOZED', 'APPROVED') or coalesce(measured_at, applied_at, decided_at) > $2)`,
);
/** $1 tenant. Proposals that nobody has decided, the oldest first; locked until the end of the transaction. */
const UNDECIDED = sql(
  'economics-recommendations-undecided',
  `select ${COLUMNS} from economics.recommendation where tenant_id = $1 and state in ('PROPOSED', 'SNOOZED')
   order by id for no key update`,
);
/** $1 recommendation. Locks it until the end of the transaction. */
const LOCK = sql(
  'economics-recommendation-lock',
  `select ${COLUMNS} from economics.recommendation where id = $1 for no key update`,
);
const READ = sql(
  'economics-recommendations-read',
  `select ${COLUMNS} from economics.recommendation where id = any ($1::uuid[])`,
);
/** $1 tenant, $2 state or null, $3 kind or null, $4 id to start below or null, $5 limit. Newest first. */
const PAGE = sql(
  'economics-recommendations-page',
  `select ${COLUMNS} from economics.recommendation
   where tenant_id = $1 and ($2::text is null or state = $2) and ($3::text is null or kind = $3)
     and ($4::uuid is null or id < $4) order by id desc limit $5`,
);
const SAVE = sql(
  'economics-recommendation-save',
  `update economics.recommendation set state = $2, decided_by = $3, decided_at = $4, reason = $5, snoozed_until = $6,
     application = $7, applied_at = $8, measurement = $9, measured_at = $10, updated_at = $11, version = version + 1
   where id = $1`,
);

const toRecommendation = (row: RecommendationRow): Recommendation => ({
  id: row.id,
  kind: row.kind,
  subject: row.subject,
  state: row.state,
  proposal: row.proposal,
  source: row.source,
  title: row.title,
  summary: row.summary,
  instructions: row.instructions,
  facts: row.facts,
  sampleCount: row.sample_count,
  confidence: row.confidence,
  monthlyImpact: {
    expectedNanoUsd: BigInt(row.impact_nano_usd),
    lowerNanoUsd: BigInt(row.impact_lower_nano_usd),
    upperNanoUsd: BigInt(row.impact_upper_nano_usd),
    level: row.interval_level,
  },
  qualityChange: row.quality_change,
  isAutoApplicable: row.is_auto_applicable,
  needsApproval: row.needs_approval,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
  reason: row.reason,
  snoozedUntil: row.snoozed_until,
  application: row.application,
  appliedAt: row.applied_at,
  measurement: row.measurement ? toMeasurement(row.measurement) : null,
  measuredAt: row.measured_at,
  createdAt: row.created_at,
});

function toMeasurement({ realised, ...rest }: StoredMeasurement): Measurement {
  return {
    ...rest,
    realised: {
      expectedNanoUsd: BigInt(realised.expectedNanoUsd),
      lowerNanoUsd: BigInt(realised.lowerNanoUsd),
      upperNanoUsd: BigInt(realised.upperNanoUsd),
      level: realised.level,
    },
  };
}

/** Stores a new proposal. @returns false when its subject is open already */
export async function insertRecommendation(
  tx: Transaction,
  id: string,
  finding: Finding,
  wording: Wording,
  needsApproval: boolean,
): Promise<boolean> {
  const { monthlyImpact } = finding;
  const inserted = await tx.maybeOne(INSERT, [
    id,
    tx.call.caller.tenantId,
    finding.proposal.kind,
    finding.subject,
    JSON.stringify(finding.proposal),
    finding.source,
    wording.title,
    wording.summary,
    JSON.stringify(wording.instructions),
    JSON.stringify(finding.facts),
    finding.sampleCount,
    finding.confidence,
    monthlyImpact.expectedNanoUsd,
    monthlyImpact.lowerNanoUsd,
    monthlyImpact.upperNanoUsd,
    monthlyImpact.level,
    finding.qualityChange,
    finding.isAutoApplicable,
    needsApproval,
    tx.now,
  ]);
  return inserted !== null;
}

/** Subjects that are open, or were dealt with since a moment. */
export async function takenSubjects(tx: Transaction, since: Date): Promise<Set<string>> {
  const rows = await tx.rows<{ subject: string }>(TAKEN, [tx.call.caller.tenantId, since]);
  return new Set(rows.map(({ subject }) => subject));
}

/** Proposals that nobody has decided yet, locked. */
export async function lockUndecided(tx: Transaction): Promise<Recommendation[]> {
  const rows = await tx.rows<RecommendationRow>(UNDECIDED, [tx.call.caller.tenantId]);
  return rows.map(toRecommendation);
}

export async function lockRecommendation(tx: Transaction, id: string): Promise<Recommendation | null> {
  const row = await tx.maybeOne<RecommendationRow>(LOCK, [id]);
  return row ? toRecommendation(row) : null;
}

/** By id, as far as the caller may see them. */
export async function recommendationsById(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, Recommendation>> {
  const rows = await tx.rows<RecommendationRow>(READ, [[...ids]]);
  return new Map(rows.map((row) => [row.id, toRecommendation(row)]));
}

/** Newest first. */
export async function recommendationPage(
  tx: Transaction,
  page: {
    state: RecommendationState | null;
    kind: RecommendationKind | null;
    beforeId: string | null;
    limit: number;
  },
): Promise<Recommendation[]> {
  const { state, kind, beforeId, limit } = page;
  const rows = await tx.rows<RecommendationRow>(PAGE, [
    tx.call.caller.tenantId,
    state,
    kind,
    beforeId,
    limit,
  ]);
  return rows.map(toRecommendation);
}

/** Writes back what happened to a locked recommendation; what was found never changes. */
export async function saveRecommendation(tx: Transaction, changed: Recommendation): Promise<void> {
  const { measurement } = changed;
  await tx.rows(SAVE, [
    changed.id,
    changed.state,
    changed.decidedBy,
    changed.decidedAt,
    changed.reason,
    changed.snoozedUntil,
    changed.application,
    changed.appliedAt,
    measurement
      ? JSON.stringify(measurement, (_key, value: unknown) =>
          typeof value === 'bigint' ? value.toString() : value,
        )
      : null,
    changed.measuredAt,
    tx.now,
  ]);
}
