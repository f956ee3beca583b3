import { parseTwin, type TwinFile } from '../runners/twin/twin-file.ts';

type Declared = Parameters<typeof parseTwin>[0];
type DeclaredTwin = Declared['providers'][number];

/** A simulated provider of one workflow; whatever a test is about is put over it. */
export function sampleTwinProvider(id: string, change: Partial<DeclaredTwin> = {}): DeclaredTwin {
  return {
    provider: { id, name: id, instanceType: `${id}.large` },
    nanoUsdPerHour: '100000000',
    latency: { fixedMs: 20, msPerWorkUnit: 40 },
    quality: 0.6,
    workflows: [
      {
        id: `${id}-duotone`,
        effectTypeId: 'duotone',
        variant: 'fast',
        version: 1,
        description: `Duotone of the twin ${id}.`,
        cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.05 },
        basis: 'duotone-fast',
      },
    ],
    ...change,
  };
}

/** A file of twins. */
export const sampleTwin = (change: Partial<Declared> = {}): TwinFile =>
  parseTwin({ seed: 7, providers: [sampleTwinProvider('twin-a')], ...change });
