import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { CatalogueWorkflow } from '../domain/plan/routing.ts';

const UPSERT_WORKFLOW = sql(
  'orchestrator-upsert-workflow',
  `insert into orchestrator.workflow (workflow_id, provider_id, effect_type_id, variant, digest, active, created_at, updated_at, budget_contexts)
   values ($1, $2, $3, $4, $5, $6, $7, $7, $8)
   on conflict (workflow_id) do update set provider_id = excluded.provider_id, effect_type_id = excluded.effect_type_id,
     variant = excluded.variant, digest = excluded.digest, active = excluded.active, updated_at = excluded.updated_at,
     budget_contexts = excluded.budget_contexts`,
);
const RETIRE_OTHERS = sql(
  'orchestrator-retire-workflows',
  'update orchestrator.workflow set active = false, updated_at = $2 where active and not (workflow_id = any($1))',
);
const UPSERT_PROVIDER = sql(
  'orchestrator-upsert-provider',
  `insert into orchestrator.provider (provider_id, status, created_at, updated_at) values ($1, $2, $3, $3)
   on conflict (provider_id) do update set status = excluded.status, updated_at = excluded.updated_at`,
);
const READ = sql(
  'orchestrator-read-catalogue',
  `select w.workflow_id as "workflowId", w.provider_id as "providerId", p.status as "providerStatus",
     w.effect_type_id as "effectTypeId", w.variant, w.digest, w.active, w.budget_contexts as "budgetContexts"
   from orchestrator.workflow w join orchestrator.provider p using (provider_id) order by w.workflow_id`,
);

/** Takes over the whole catalogue; workflows that it does not name are not active any more. */
export async function replaceCatalogue(
  tx: Transaction,
  workflows: readonly CatalogueWorkflow[],
): Promise<void> {
  for (const workflow of workflows) {
    await setProviderStatus(tx, workflow.providerId, workflow.providerStatus);
    await tx.rows(UPSERT_WORKFLOW, [
      workflow.workflowId,
      workflow.providerId,
      workflow.effectTypeId,
      workflow.variant,
      bareDigest(workflow.digest),
      workflow.active,
      tx.now,
      workflow.budgetContexts ?? null,
    ]);
  }
  await tx.rows(RETIRE_OTHERS, [workflows.map(({ workflowId }) => workflowId), tx.now]);
}

export const setProviderStatus = (tx: Transaction, providerId: string, status: string): Promise<object[]> =>
  tx.rows(UPSERT_PROVIDER, [providerId, status, tx.now]);

/** Every workflow ever seen with its provider's last status. */
export async function readCatalogue(tx: Transaction): Promise<CatalogueWorkflow[]> {
  const rows = await tx.rows<CatalogueWorkflow & { budgetContexts: BudgetContext[] | null }>(READ);
  return rows.map(({ budgetContexts, ...workflow }) =>
    budgetContexts === null ? workflow : { ...workflow, budgetContexts },
  );
}

/** Catalogues may name the algorithm; legs carry the 64 hex digits only. */
const bareDigest = (digest: string): string => digest.replace(/^sha256:/, '');
