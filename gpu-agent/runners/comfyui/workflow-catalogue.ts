import { specifyWorkflow } from '../workflow-spec.ts';
import type { ComfyUiWorkflowSpec } from './comfyui-workflow.ts';
import { CARTOON_DIFFUSION } from './workflows/cartoon-diffusion.ts';
import { CARTOON_INK } from './workflows/cartoon-ink.ts';

/** Every workflow that the ComfyUI runner knows. A machine offers those whose nodes, models and video memory it has. */
export const COMFYUI_WORKFLOWS: readonly ComfyUiWorkflowSpec[] = Object.freeze(
  [CARTOON_INK, CARTOON_DIFFUSION].map((workflow) => specifyWorkflow(workflow)),
);
