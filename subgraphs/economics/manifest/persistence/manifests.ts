import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { ManifestEntry, RoutingManifest } from '../domain/manifest.ts';
import type { RoutingPolicy } from '../domain/policy.ts';

/** The current manifest's number; locked, so that manifests are made one after the other. */
const LOCK_HEAD = sql(
  'economics-manifest-lock-head',
  'select version, digest from economics.manifest_head for no key update',
);
const MOVE_HEAD = sql(
  'economics-manifest-move-head',
  'update economics.manifest_head set version = $1, digest = $2, checked_at = $3',
);
const INSERT = sql(
  'economics-manifest-insert',
  `insert into economics.routing_manifest (version, digest, generated_at, policy, entries, cause) values ($1, $2, $3, $4, $5, $6)`,
);
const CURRENT = sql(
  'economics-manifest-current',
  `select m.version, m.digest, m.generated_at, m.entries, h.checked_at
   from economics.manifest_head h join economics.routing_manifest m on m.version = h.version`,
);

/** A manifest and when it was last found to be still right. */
export interface CurrentManifest extends RoutingManifest {
  checkedAt: Date;
}

export async function lockManifestHead(tx: Transaction): Promise<{ version: number; digest: string | null }> {
  return tx.one(LOCK_HEAD);
}

/** Notes that the current manifest was made again with the same outcome. */
export async function confirmManifest(
  tx: Transaction,
  head: { version: number; digest: string },
): Promise<void> {
  await tx.rows(MOVE_HEAD, [head.version, head.digest, tx.now]);
}

/** Stores a manifest for good and makes it the current one. */
export async function insertManifest(
  tx: Transaction,
  manifest: RoutingManifest,
  policy: RoutingPolicy,
  cause: string,
): Promise<void> {
  await tx.rows(INSERT, [
    manifest.version,
    manifest.digest,
    manifest.generatedAt,
    JSON.stringify(policy),
    JSON.stringify(manifest.entries),
    cause,
  ]);
  await tx.rows(MOVE_HEAD, [manifest.version, manifest.digest, tx.now]);
}

/** The current manifest; null until the first was made. */
export async function currentManifest(tx: Transaction): Promise<CurrentManifest | null> {
  const row = await tx.maybeOne<{
    version: number;
    digest: string;
    generated_at: Date;
    entries: ManifestEntry[];
    checked_at: Date;
  }>(CURRENT);
  if (!row) return null;
  return {
    version: row.version,
    digest: row.digest,
    generatedAt: row.generated_at,
    entries: row.entries,
    checkedAt: row.checked_at,
  };
}
