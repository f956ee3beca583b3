import { parseTwin, TWIN_ADAPTER } from '@effect-studio/gpu-agent/runners/twin/twin-file';
import { declarationOf } from '@effect-studio/gpu-agent/studio/declaration';
import type { DeclareProviderInput } from '@effect-studio/schema/generated/client';

const EFFECT_TYPES = ['look-match', 'duotone', 'vintage-film'];

const workflowsOf = (providerId: string, variant: 'fast' | 'balanced' | 'fine') =>
  EFFECT_TYPES.map((effectTypeId) => ({
    id: `${providerId}-${effectTypeId}`,
    effectTypeId,
    variant,
    version: 1,
    description: 'Simulated, for a run among faults.',
    cost: { fixedSeconds: 0.2, secondsPerMegapixel: 0.02 },
    basis: `${effectTypeId}-fast`,
  }));

/** Points of a curve that is at `during` between two executions, and at `else` otherwise. */
const between = (from: number, to: number, during: number, otherwise: number): [number, number][] => [
  [from - 1, otherwise],
  [from, during],
  [to, during],
  [to + 1, otherwise],
];

/**
 * Three simulated providers: one that is steady, one that throttles more and more, one that is out of service for a
 * while and unreliable throughout. What else goes wrong is done to them.
 * @param picture `drawn` where nobody is to look at what comes out
 */
export const twinDeclaration = (seed: number, picture: 'footage' | 'drawn' = 'footage') => ({
  seed,
  timeScale: 0.25,
  picture,
  providers: [
    {
      provider: { id: 'twin-steady', name: 'Twin: steady', instanceType: 'twin.steady' },
      nanoUsdPerHour: '400000000',
      latency: { fixedMs: 300, msPerWorkUnit: 25, sigma: 0.5 },
      quality: 0.95,
      workflows: workflowsOf('twin-steady', 'balanced'),
    },
    {
      provider: { id: 'twin-throttled', name: 'Twin: throttled', instanceType: 'twin.throttled' },
      nanoUsdPerHour: '60000000',
      latency: { fixedMs: 200, msPerWorkUnit: 40, sigma: 0.8 },
      quality: 0.9,
      throttle: {
        share: [
          [0, 0.05],
          [40, 0.5],
        ] as [number, number][],
        retryAfterMs: 800,
        times: 2,
      },
      workflows: workflowsOf('twin-throttled', 'fast'),
    },
    {
      provider: { id: 'twin-failing', name: 'Twin: failing', instanceType: 'twin.failing' },
      nanoUsdPerHour: '200000000',
      latency: { fixedMs: 250, msPerWorkUnit: 30, sigma: 0.4 },
      quality: 0.92,
      failure: {
        share: between(10, 24, 1, 0.1),
        kinds: { RENDER_FAILED: 1, PROVIDER_UNAVAILABLE: 3, OUT_OF_MEMORY: 1 },
      },
      startupMs: 500,
      workflows: workflowsOf('twin-failing', 'fine'),
    },
  ],
});

export const TWIN_PROVIDER_IDS = ['twin-steady', 'twin-throttled', 'twin-failing'] as const;

/** What an admin declares so that the twins of this run work for people, which twins otherwise never do. */
export function declarations(
  seed: number,
  picture: 'footage' | 'drawn' = 'footage',
): Omit<DeclareProviderInput, 'idempotencyKey'>[] {
  return parseTwin(twinDeclaration(seed, picture)).providers.map(({ workflows, capabilities, ...provider }) =>
    declarationOf(
      { ...provider, adapter: TWIN_ADAPTER, capabilities: [...capabilities] },
      workflows.map(({ spec }) => spec),
    ),
  );
}

/** Their machines are not in a run with twins; nobody should wait for them. */
export const HOUSE_PROVIDER_IDS = ['cpu-swift', 'cpu-studio', 'cpu-atelier'] as const;
