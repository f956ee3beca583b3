import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Candidate } from '../domain/manifest.ts';

type ProviderStatus = Candidate['providerStatus'];

/**
 * $1 workflows as JSON, $2 as of, $3 now, $4 tenant. What is not in the catalogue any more becomes inactive; older
 * catalogues change nothing. A workflow with another digest is another one since then; one that joins an effect type which had some before is a newcomer.
 */
const REPLACE = sql(
  'economics-catalogue-replace',
  `with given as (
     select * from jsonb_to_recordset($1::jsonb) as w (workflow_id text, provider_id text, effect_type_id text, is_active boolean,
       digest text)
   ), gone as (
     update economics.catalogue_workflow c set is_active = false, as_of = $2, updated_at = $3
     where c.tenant_id = $4 and c.as_of <= $2 and c.workflow_id not in (select workflow_id from given)
   )
   insert into economics.catalogue_workflow as c
     (tenant_id, workflow_id, provider_id, effect_type_id, is_active, digest, is_newcomer, as_of, created_at, updated_at)
   select $4, workflow_id, provider_id, effect_type_id, is_active, digest,
     exists (select from economics.catalogue_workflow o where o.tenant_id = $4 and o.effect_type_id = given.effect_type_id),
     $2, $3, $3 from given
   on conflict (tenant_id, workflow_id) do update set provider_id = excluded.provider_id,
     effect_type_id = excluded.effect_type_id, is_active = excluded.is_active, as_of = excluded.as_of,
     updated_at = excluded.updated_at, digest = excluded.digest,
     changed_at = case when c.digest not in ('', excluded.digest) then excluded.as_of else c.changed_at end
   where c.as_of <= excluded.as_of`,
);
/** $1 providers, $2 statuses, $3 as of, $4 now, $5 tenant. An older report changes nothing. */
const STATUS = sql(
  'economics-provider-status-save',
  `insert into economics.provider_status as p (tenant_id, provider_id, status, as_of, created_at, updated_at)
   select $5, provider_id, status, $3, $4, $4 from unnest($1::text[], $2::text[]) u (provider_id, status)
   on conflict (tenant_id, provider_id) do update set status = excluded.status, as_of = excluded.as_of,
     updated_at = excluded.updated_at
   where p.as_of <= excluded.as_of`,
);
/** $1 tenant. */
const READ = sql(
  'economics-catalogue-read',
  `select c.workflow_id, c.provider_id, c.effect_type_id, c.is_active, c.is_newcomer, c.changed_at, coalesce(p.status, 'HEALTHY') as status
   from economics.catalogue_workflow c left join economics.provider_status p using (tenant_id, provider_id)
   where c.tenant_id = $1 order by c.workflow_id`,
);

/** A workflow as the catalogue has it. */
export interface CatalogueWorkflow {
  workflowId: string;
  providerId: string;
  effectTypeId: string;
  isActive: boolean;
  /** Changes with what the workflow is; absent: not told. */
  digest?: string;
}

/** Takes over the whole catalogue as it was at a moment. */
export async function replaceCatalogue(
  tx: Transaction,
  workflows: readonly CatalogueWorkflow[],
  asOf: Date,
): Promise<void> {
  const rows = workflows.map((workflow) => ({
    workflow_id: workflow.workflowId,
    provider_id: workflow.providerId,
    effect_type_id: workflow.effectTypeId,
    is_active: workflow.isActive,
    digest: workflow.digest ?? '',
  }));
  await tx.rows(REPLACE, [JSON.stringify(rows), asOf, tx.now, tx.call.caller.tenantId]);
}

/** Takes over providers' states as they were at a moment. */
export async function saveProviderStatuses(
  tx: Transaction,
  statuses: ReadonlyMap<string, ProviderStatus>,
  asOf: Date,
): Promise<void> {
  await tx.rows(STATUS, [
    [...statuses.keys()],
    [...statuses.values()],
    asOf,
    tx.now,
    tx.call.caller.tenantId,
  ]);
}

/** Every workflow with its provider's state. */
export async function readCatalogue(tx: Transaction): Promise<Omit<Candidate, 'isPriced'>[]> {
  const rows = await tx.rows<{
    workflow_id: string;
    provider_id: string;
    effect_type_id: string;
    is_active: boolean;
    is_newcomer: boolean;
    changed_at: Date | null;
    status: ProviderStatus;
  }>(READ, [tx.call.caller.tenantId]);
  return rows.map((row) => ({
    workflowId: row.workflow_id,
    providerId: row.provider_id,
    effectTypeId: row.effect_type_id,
    isActive: row.is_active,
    isNewcomer: row.is_newcomer,
    changedAt: row.changed_at,
    providerStatus: row.status,
  }));
}
