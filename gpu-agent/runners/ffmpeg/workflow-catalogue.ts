import { specifyWorkflow, type WorkflowDefinition, type WorkflowSpec } from '../workflow-spec.ts';
import { CARTOON_WORKFLOWS } from './effects/cartoon-workflows.ts';
import { DUOTONE_WORKFLOWS } from './effects/duotone-workflows.ts';
import { VINTAGE_FILM_WORKFLOWS } from './effects/vintage-film-workflows.ts';
import { LOOK_MATCH_WORKFLOWS } from './look-match/look-match-workflows.ts';

const definitions: readonly WorkflowDefinition[] = [
  ...LOOK_MATCH_WORKFLOWS,
  ...VINTAGE_FILM_WORKFLOWS,
  ...DUOTONE_WORKFLOWS,
  ...CARTOON_WORKFLOWS,
];

/** Every workflow that the ffmpeg runner renders, in the order in which people should see them. */
export const WORKFLOW_CATALOGUE: readonly WorkflowSpec[] = Object.freeze(definitions.map(specifyWorkflow));

/** The workflow of that id, or null. */
export function findWorkflow(id: string): WorkflowSpec | null {
  return WORKFLOW_CATALOGUE.find((workflow) => workflow.id === id) ?? null;
}
