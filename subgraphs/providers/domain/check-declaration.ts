import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { WorkflowVariant } from './catalogue.ts';

/** A provider as an admin declares it. */
export interface ProviderDeclaration {
  id: string;
  name: string;
  adapter: string;
  instanceType: string;
  capabilities: readonly string[];
  /** Null: everybody's. */
  budgetContexts: readonly string[] | null;
  workflows: readonly {
    id: string;
    effectTypeId: string;
    variant: WorkflowVariant;
    digest: string;
    title: string;
    vramMiB: number | null;
    capabilities: readonly string[];
  }[];
}

/** What is wrong with a declaration, and where. */
export interface DeclarationFault {
  field: string;
  cause: string;
  action: string;
}

const ID = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
const DIGEST = /^[0-9a-f]{64}$/;
const MOST_WORKFLOWS = 500;
const BUDGET_CONTEXTS: readonly BudgetContext[] = ['user_run', 'system_test', 'benchmark'];

/** The first fault of a declaration, as far as it shows without the catalogue; null: none. */
export function checkDeclaration(declaration: ProviderDeclaration): DeclarationFault | null {
  const { id, name, adapter, instanceType, budgetContexts, workflows } = declaration;
  const useId = 'Use lower-case letters, digits and dashes, at most 64.';
  if (!ID.test(id)) return { field: 'id', cause: `${id} is no id of a provider.`, action: useId };
  for (const [field, value] of Object.entries({ name, adapter, instanceType })) {
    if (value.trim() === '') return { field, cause: `The ${field} is empty.`, action: 'Say what it is.' };
  }
  const stranger = budgetContexts?.find((context) => !BUDGET_CONTEXTS.some((known) => known === context));
  if (stranger !== undefined || budgetContexts?.length === 0) {
    const cause = stranger === undefined ? 'It would work for nobody.' : `${stranger} is no budget context.`;
    return { field: 'budgetContexts', cause, action: `Choose among ${BUDGET_CONTEXTS.join(', ')}.` };
  }
  if (workflows.length > MOST_WORKFLOWS) {
    const action = `Declare at most ${MOST_WORKFLOWS}.`;
    return { field: 'workflows', cause: 'These are too many workflows.', action };
  }
  for (const workflow of workflows) {
    if (!ID.test(workflow.id)) {
      return { field: 'workflows', cause: `${workflow.id} is no id of a workflow.`, action: useId };
    }
    if (!DIGEST.test(workflow.digest)) {
      const cause = `The digest of ${workflow.id} is no SHA-256.`;
      return {
        field: 'workflows',
        cause,
        action: 'Send 64 lower-case hex digits, as the agent declares them.',
      };
    }
    if (workflow.vramMiB !== null && workflow.vramMiB < 1) {
      const cause = `${workflow.id} asks for ${workflow.vramMiB} MiB of video memory.`;
      return { field: 'workflows', cause, action: 'Ask for at least 1, or leave it out.' };
    }
  }
  const twice = workflows.find(({ id: one }, at) => workflows.findIndex((other) => other.id === one) !== at);
  if (!twice) return null;
  return { field: 'workflows', cause: `${twice.id} is declared twice.`, action: 'Name every workflow once.' };
}
