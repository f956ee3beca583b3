import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { CatalogueWorkflow, ManifestEntry, RoutingView } from './routing.ts';

/** A workflow with what speaks for or against it. */
export interface Considered {
  workflow: CatalogueWorkflow;
  entry: ManifestEntry | null;
  eligible: boolean;
  /** It could be run now for this run, whether people may see it or not. */
  canRun: boolean;
  /** Why not; why so, when eligible. */
  reason: string;
}

const VARIANT_ORDER = { balanced: 0, fine: 1, fast: 2 } as const;

/**
 * Looks at every workflow of the catalogue: best first among the eligible, by the manifest's rank, then by
 * the catalogue's order (balanced before fine before fast) for those that economics knows nothing of.
 * @param wanted effect types that the footage and the prompts allow
 */
export function considerWorkflows(
  { catalogue, manifest, budgetContext = 'user_run' }: RoutingView,
  wanted: ReadonlySet<string>,
): Considered[] {
  const entries = new Map(manifest?.entries.map((entry) => [entry.workflowId, entry]));
  return catalogue
    .map((workflow) => {
      const entry = entries.get(workflow.workflowId) ?? null;
      const hindrance = hindranceOf(workflow, wanted, budgetContext);
      const obstacle = hindrance ?? (entry?.isBarred ? `barred by the manifest: ${entry.reason}` : null);
      return {
        workflow,
        entry,
        eligible: obstacle === null,
        canRun: hindrance === null,
        reason: obstacle ?? basis(manifest !== null, entry),
      };
    })
    .sort(
      (a, b) =>
        rankOf(a) - rankOf(b) ||
        VARIANT_ORDER[a.workflow.variant] - VARIANT_ORDER[b.workflow.variant] ||
        (a.workflow.workflowId < b.workflow.workflowId ? -1 : 1),
    );
}

const rankOf = ({ entry }: Considered): number => entry?.rank ?? Number.MAX_SAFE_INTEGER;

function hindranceOf(
  workflow: CatalogueWorkflow,
  wanted: ReadonlySet<string>,
  budgetContext: BudgetContext,
): string | null {
  const { budgetContexts } = workflow;
  if (budgetContexts && !budgetContexts.includes(budgetContext)) {
    return `provider ${workflow.providerId} works for ${budgetContexts.join(' and ')} only`;
  }
  if (!workflow.active) return 'the workflow is not active';
  if (workflow.providerStatus === 'PAUSED') return `provider ${workflow.providerId} is paused`;
  if (workflow.providerStatus === 'UNHEALTHY') return `provider ${workflow.providerId} is unhealthy`;
  if (!wanted.has(workflow.effectTypeId)) return `${workflow.effectTypeId} does not suit this run`;
  return null;
}

function basis(hasManifest: boolean, entry: ManifestEntry | null): string {
  if (!hasManifest) return 'no manifest yet: in the order of the catalogue';
  return entry ? `rank ${entry.rank} in the manifest` : 'not in the manifest yet: after those that are';
}
