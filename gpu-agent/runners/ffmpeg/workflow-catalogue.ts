import { specifyWorkflow } from '../workflow-spec.ts';
import { CARTOON_WORKFLOWS } from './effects/cartoon-workflows.ts';
import { DREAM_WORKFLOWS } from './effects/dream-workflows.ts';
import { DUOTONE_WORKFLOWS } from './effects/duotone-workflows.ts';
import { GLITCH_WORKFLOWS } from './effects/glitch-workflows.ts';
import { KALEIDOSCOPE_WORKFLOWS } from './effects/kaleidoscope-workflows.ts';
import { NEON_WORKFLOWS } from './effects/neon-workflows.ts';
import { NOIR_WORKFLOWS } from './effects/noir-workflows.ts';
import { SLOW_MOTION_WORKFLOWS, SPEED_RAMP_WORKFLOWS } from './effects/paced-motion-workflows.ts';
import { VINTAGE_FILM_WORKFLOWS } from './effects/vintage-film-workflows.ts';
import type { FfmpegWorkflow, FfmpegWorkflowSpec } from './ffmpeg-workflow.ts';
import { LOOK_MATCH_WORKFLOWS } from './look-match/look-match-workflows.ts';
import { plannerDigest } from './planner-digest.ts';

const definitions: readonly FfmpegWorkflow[] = [
  ...LOOK_MATCH_WORKFLOWS,
  ...VINTAGE_FILM_WORKFLOWS,
  ...DUOTONE_WORKFLOWS,
  ...CARTOON_WORKFLOWS,
  ...NEON_WORKFLOWS,
  ...GLITCH_WORKFLOWS,
  ...DREAM_WORKFLOWS,
  ...NOIR_WORKFLOWS,
  ...SLOW_MOTION_WORKFLOWS,
  ...SPEED_RAMP_WORKFLOWS,
  ...KALEIDOSCOPE_WORKFLOWS,
];

/** Every workflow that the ffmpeg runner renders, in the order in which people should see them. */
export const WORKFLOW_CATALOGUE: readonly FfmpegWorkflowSpec[] = Object.freeze(
  definitions.map((definition) => {
    const planner = plannerDigest(definition.effectTypeId);
    const recorded = planner === null ? definition : { ...definition, planner };
    return specifyWorkflow(recorded, { encode: { ...definition.encode } });
  }),
);

/** The workflow of that id, or null. */
export function findWorkflow(id: string): FfmpegWorkflowSpec | null {
  return WORKFLOW_CATALOGUE.find((workflow) => workflow.id === id) ?? null;
}
