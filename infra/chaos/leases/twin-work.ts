import { specifyWorkflow } from '@effect-studio/gpu-agent/runners/workflow-spec';
import { sampleLease } from '@effect-studio/gpu-agent/testing/sample-lease';
import type { Caller } from '@effect-studio/kernel/context';
import { DEFAULT_TENANT_ID } from '@effect-studio/kernel/ids';

/** What the simulated agents of a run can do. */
export const TWIN_WORKFLOW = specifyWorkflow({
  id: 'twin',
  effectTypeId: 'look-match',
  variant: 'fast',
  version: 1,
  description: 'Takes time and renders nothing.',
  settings: {},
  cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.01 },
});
/** As agents offer it and legs name it: hex, without the name of the hash. */
export const TWIN_DIGEST = TWIN_WORKFLOW.digest.replace(/^sha256:/, '');
export const TWIN_PROVIDER = 'twin';

const { exampleDescriptor, footageDescriptor } = sampleLease();
/** Descriptors that an agent accepts. */
export const TWIN_DESCRIPTORS = { exampleDescriptor, footageDescriptor };

/** The machine client of one simulated agent, as its internal token names it. */
export function twinCaller(agent: number): Caller {
  return {
    kind: 'machine',
    subjectId: `00000000-0000-7000-8000-${agent.toString(16).padStart(12, '0')}`,
    tenantId: DEFAULT_TENANT_ID,
    roles: [],
    scopes: ['agent:lease'],
    sessionId: null,
  };
}
