import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { EffectPolicy, ManifestEntry, ManifestTrial, RoutingManifest } from '../domain/manifest.ts';

const HEAD = sql(
  'economics-manifest-open-head',
  'insert into economics.manifest_head (tenant_id) values ($1) on conflict do nothing',
);
/** $1 tenant. The current manifest's number; locked, so that manifests are made one after the other. */
const LOCK_HEAD = sql(
  'economics-manifest-lock-head',
  'select version, content_digest from economics.manifest_head where tenant_id = $1 for no key update',
);
const MOVE_HEAD = sql(
  'economics-manifest-move-head',
  `update economics.manifest_head set version = $2, content_digest = $3, checked_at = $4, exploration_left_nano_usd = $5
   where tenant_id = $1`,
);
const INSERT = sql(
  'economics-manifest-insert',
  `insert into economics.routing_manifest (tenant_id, version, digest, content_digest, signature, generated_at, policies,
     entries, trials, is_exploration_stopped, cause, holds_version)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
);
const COLUMNS = `m.version, m.digest, m.signature, m.generated_at, m.policies, m.entries, m.trials,
  m.is_exploration_stopped, m.cause, m.holds_version`;
const CURRENT = sql(
  'economics-manifest-current',
  `select ${COLUMNS}, h.checked_at, h.exploration_left_nano_usd
   from economics.manifest_head h join economics.routing_manifest m on m.tenant_id = h.tenant_id and m.version = h.version
   where h.tenant_id = $1`,
);
const BY_VERSION = sql(
  'economics-manifest-by-version',
  `select ${COLUMNS} from economics.routing_manifest m where m.tenant_id = $1 and m.version = $2`,
);
/** $1 tenant, $2 version to start below or null, $3 limit. Newest first. */
const PAGE = sql(
  'economics-manifest-page',
  `select ${COLUMNS} from economics.routing_manifest m where m.tenant_id = $1 and ($2::int is null or m.version < $2)
   order by m.version desc limit $3`,
);

interface ManifestRow {
  version: number;
  digest: string;
  signature: string | null;
  generated_at: Date;
  policies: EffectPolicy[];
  entries: ManifestEntry[];
  trials: ManifestTrial[];
  is_exploration_stopped: boolean;
  cause: string;
  holds_version: number | null;
}

/** A manifest as it was stored, for good. */
export interface ManifestSnapshot extends RoutingManifest {
  /** Null in manifests from before there were signatures. */
  signature: string | null;
  /** What it was made for: the schedule, an event, an order. */
  cause: string;
  /** The snapshot that an admin put in force again; null for one that was made from what was seen. */
  holdsVersion: number | null;
}

/** The manifest in force, and what may change without a new one. */
export interface CurrentManifest extends ManifestSnapshot {
  /** When it was last found to be still right. */
  checkedAt: Date;
  /** What exploration may still spend; null: no limit is set. */
  explorationLeftNanoUsd: bigint | null;
}

/** A manifest as it is shown: the one in force, or one of the past. */
export type ManifestView = ManifestSnapshot & Partial<Pick<CurrentManifest, 'checkedAt'>>;

/** Where the manifests stand; the lock is held until the transaction ends. */
export async function lockManifestHead(
  tx: Transaction,
): Promise<{ version: number; contentDigest: string | null }> {
  const { tenantId } = tx.call.caller;
  await tx.rows(HEAD, [tenantId]);
  const row = await tx.one<{ version: number; content_digest: string | null }>(LOCK_HEAD, [tenantId]);
  return { version: row.version, contentDigest: row.content_digest };
}

/** Notes which manifest is in force, that it is right now, and what exploration may spend. */
export async function moveManifestHead(
  tx: Transaction,
  head: { version: number; contentDigest: string; explorationLeftNanoUsd: bigint | null },
): Promise<void> {
  await tx.rows(MOVE_HEAD, [
    tx.call.caller.tenantId,
    head.version,
    head.contentDigest,
    tx.now,
    head.explorationLeftNanoUsd,
  ]);
}

/** Stores a manifest for good. */
export async function insertManifest(
  tx: Transaction,
  manifest: ManifestSnapshot,
  contentDigest: string,
): Promise<void> {
  await tx.rows(INSERT, [
    tx.call.caller.tenantId,
    manifest.version,
    manifest.digest,
    contentDigest,
    manifest.signature,
    manifest.generatedAt,
    JSON.stringify(manifest.policies),
    JSON.stringify(manifest.entries),
    JSON.stringify(manifest.trials),
    manifest.isExplorationStopped,
    manifest.cause,
    manifest.holdsVersion,
  ]);
}

/** The current manifest; null until the first was made. */
export async function currentManifest(tx: Transaction): Promise<CurrentManifest | null> {
  const row = await tx.maybeOne<ManifestRow & { checked_at: Date; exploration_left_nano_usd: string | null }>(
    CURRENT,
    [tx.call.caller.tenantId],
  );
  if (!row) return null;
  const left = row.exploration_left_nano_usd;
  return {
    ...toSnapshot(row),
    checkedAt: row.checked_at,
    explorationLeftNanoUsd: left === null ? null : BigInt(left),
  };
}

/** One manifest of the past; null when there is none of that number. */
export async function manifestOf(tx: Transaction, version: number): Promise<ManifestSnapshot | null> {
  const row = await tx.maybeOne<ManifestRow>(BY_VERSION, [tx.call.caller.tenantId, version]);
  return row && toSnapshot(row);
}

/** Manifests, newest first. @param below version to start under; null: from the newest */
export async function manifestPage(
  tx: Transaction,
  below: number | null,
  limit: number,
): Promise<ManifestSnapshot[]> {
  const rows = await tx.rows<ManifestRow>(PAGE, [tx.call.caller.tenantId, below, limit]);
  return rows.map(toSnapshot);
}

/** Entries of manifests from before there were states and bounds. */
const UNKNOWN = {
  expectedMargin: null,
  marginLowerBound: null,
  qualityLowerBound: null,
  durationUpperBoundMs: null,
  successShare: null,
  successLowerBound: null,
  shadowLegsPerCycle: 0,
} as const;

function toSnapshot(row: ManifestRow): ManifestSnapshot {
  return {
    version: row.version,
    digest: row.digest,
    signature: row.signature,
    generatedAt: row.generated_at,
    policies: row.policies,
    entries: row.entries.map((entry) => ({
      ...UNKNOWN,
      ...entry,
      state: entry.state ?? (entry.isBarred ? 'BARRED' : 'ELIGIBLE'),
    })),
    trials: row.trials,
    isExplorationStopped: row.is_exploration_stopped,
    cause: row.cause,
    holdsVersion: row.holds_version,
  };
}
