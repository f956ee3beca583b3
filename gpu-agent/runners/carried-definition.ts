import { definitionFaults, type WritableAdapter } from '@effect-studio/schema/workflows/check-definition';
import {
  definitionDigest,
  type WorkflowDefinitionDocument,
} from '@effect-studio/schema/workflows/definition';
import type { JsonObject } from './json-value.ts';
import type { RunnerTask } from './runner.ts';
import { RunnerError } from './runner-error.ts';
import type { WorkflowDefinition, WorkflowSpec } from './workflow-spec.ts';

/**
 * The workflow that came with a lease, checked as strictly as if a stranger had written it: what becomes a filter graph has
 * only keys, words and numbers of the kinds that the house's own workflows of the effect have.
 * @param house this agent's own workflows of the adapter
 * @returns null when the task's workflow is built in
 * @throws RunnerError `WORKFLOW_REFUSED` with every fault
 */
export function carriedWorkflow<Definition extends WorkflowDefinition>(
  task: Pick<RunnerTask, 'workflowId' | 'effectTypeId' | 'variant' | 'definition'>,
  adapter: WritableAdapter,
  house: readonly WorkflowDefinition[],
): WorkflowSpec<Definition> | null {
  if (!task.definition) return null;
  const settings = house
    .filter(({ effectTypeId }) => effectTypeId === task.effectTypeId)
    .map((workflow) => workflow.settings);
  if (settings.length === 0) throw refused([`this agent makes no ${task.effectTypeId}`]);
  const faults = definitionFaults(task.definition, adapter, settings as JsonObject[]);
  if (faults.length > 0) throw refused(faults.map(({ path, message }) => `${path}: ${message}`));
  const definition = task.definition as unknown as WorkflowDefinitionDocument;
  const { id, effectTypeId, variant } = definition;
  if (id !== task.workflowId || effectTypeId !== task.effectTypeId || variant !== task.variant) {
    throw refused([`the definition is of ${id}, the task of ${task.workflowId}`]);
  }
  return {
    ...definition,
    digest: `sha256:${definitionDigest(definition)}`,
  } as unknown as WorkflowSpec<Definition>;
}

const refused = (faults: string[]): RunnerError =>
  new RunnerError('WORKFLOW_REFUSED', 'the workflow that came with the lease cannot be run', { faults });
