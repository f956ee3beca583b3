import { createHash } from 'node:crypto';
import { sql, type Transaction } from '@effect-studio/kernel/database';
import { DEBOUNCE_MS } from '../domain/benchmark-round.ts';

/** Job that compares providers because the catalogue changed; see `workers/benchmark-jobs.ts`. */
export const BENCHMARK_CHANGED = 'benchmark-changed';

/** $1 tenant, $2 fingerprint, $3 now. Answers what was known before; null the first time. */
const REMEMBER = sql(
  'economics-benchmark-catalogue-remember',
  `with before as (select fingerprint from economics.benchmark_catalogue where tenant_id = $1),
   saved as (
     insert into economics.benchmark_catalogue (tenant_id, fingerprint, updated_at) values ($1, $2, $3)
     on conflict (tenant_id) do update set fingerprint = excluded.fingerprint, updated_at = excluded.updated_at
   )
   select (select fingerprint from before) as fingerprint`,
);

/** A workflow as far as a change of it asks for a comparison. */
export interface ComparedWorkflow {
  workflowId: string;
  providerId: string;
  effectTypeId: string;
  digest: string;
  active: boolean;
}

/**
 * Asks for a comparison when workflows or providers were added, changed or taken out; several changes in a row make
 * one. The first catalogue of a studio is no change: it waits for the weekly round or for somebody to ask.
 */
export async function noticeCatalogue(
  tx: Transaction,
  workflows: readonly ComparedWorkflow[],
): Promise<void> {
  const fingerprint = createHash('sha256')
    .update(
      JSON.stringify(
        workflows
          .filter(({ active }) => active)
          .map(({ workflowId, providerId, effectTypeId, digest }) => [
            workflowId,
            providerId,
            effectTypeId,
            digest,
          ])
          .sort(([a], [b]) => (a! < b! ? -1 : 1)),
      ),
    )
    .digest('hex');
  const before = await tx.one<{ fingerprint: string | null }>(REMEMBER, [
    tx.call.caller.tenantId,
    fingerprint,
    tx.now,
  ]);
  if (before.fingerprint === null || before.fingerprint === fingerprint) return;
  await tx.schedule({
    kind: BENCHMARK_CHANGED,
    dedupeKey: BENCHMARK_CHANGED,
    payload: {},
    dueAt: new Date(tx.now.getTime() + DEBOUNCE_MS),
  });
}
