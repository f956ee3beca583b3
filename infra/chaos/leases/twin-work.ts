import { parseTwin, TWIN_ADAPTER } from '@effect-studio/gpu-agent/runners/twin/twin-file';
import { SAMPLE_LOOK } from '@effect-studio/gpu-agent/testing/sample-lease';
import type { Caller } from '@effect-studio/kernel/context';
import { DEFAULT_TENANT_ID } from '@effect-studio/kernel/ids';

export const TWIN_PROVIDER = 'twin';

/** The simulated provider of a run: quick, uneven, and never wrong by itself; what goes wrong is done to it. */
export const twinFile = (seed: number) =>
  parseTwin({
    seed,
    picture: 'drawn',
    providers: [
      {
        provider: { id: TWIN_PROVIDER, name: 'Twin', instanceType: 'twin' },
        nanoUsdPerHour: '0',
        latency: { fixedMs: 120, msPerWorkUnit: 0, sigma: 0.8 },
        quality: 0.8,
        workflows: [
          {
            id: 'twin',
            effectTypeId: 'look-match',
            variant: 'fast',
            version: 1,
            description: 'Takes time and uploads a small clip.',
            cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.01 },
            basis: 'look-match-fast',
          },
        ],
      },
    ],
  });

/** What the simulated agents of a run can do. */
export const TWIN_WORKFLOW = twinFile(0).providers[0]!.workflows[0]!.spec;
/** As agents offer it and legs name it: hex, without the name of the hash. */
export const TWIN_DIGEST = TWIN_WORKFLOW.digest.replace(/^sha256:/, '');
export { TWIN_ADAPTER };

/** Descriptors that an agent accepts. */
export const TWIN_DESCRIPTORS = { exampleDescriptor: SAMPLE_LOOK, footageDescriptor: SAMPLE_LOOK };

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
