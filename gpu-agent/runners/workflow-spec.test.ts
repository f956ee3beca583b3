import { describe, expect, it } from 'vitest';
import type { FfmpegWorkflow } from './ffmpeg/ffmpeg-workflow.ts';
import { specifyWorkflow } from './workflow-spec.ts';

const definition: FfmpegWorkflow = {
  id: 'sample-fast',
  effectTypeId: 'sample',
  variant: 'fast',
  version: 1,
  description: 'A sample.',
  settings: { strength: 0.5, nested: { a: 1, b: [true, null] } },
  encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
  cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.01 },
  requiredFilters: ['scale'],
};
const digestOf = (change: Partial<FfmpegWorkflow>) => {
  const changed = { ...definition, ...change };
  return specifyWorkflow(changed, { encode: { ...changed.encode } }).digest;
};

describe('workflow digest', () => {
  it('is the same whatever the order of the settings', () => {
    expect(digestOf({ settings: { nested: { b: [true, null], a: 1 }, strength: 0.5 } })).toBe(digestOf({}));
  });

  it('changes with the version, the settings and the encoding', () => {
    const digests = [
      digestOf({}),
      digestOf({ version: 2 }),
      digestOf({ settings: { ...definition.settings, strength: 0.6 } }),
      digestOf({ encode: { ...definition.encode, crf: 24 } }),
    ];
    expect(new Set(digests).size).toBe(4);
    expect(digests[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('survives a new description, other needs and a new measurement of cost', () => {
    expect(
      digestOf({
        description: 'Better words.',
        cost: { fixedSeconds: 9, secondsPerMegapixel: 9 },
        requires: { vramMiB: 9 },
      }),
    ).toBe(digestOf({}));
  });
});
