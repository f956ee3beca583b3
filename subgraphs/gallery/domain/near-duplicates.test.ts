import { submissionOf } from '@effect-studio/testing/submission';
import { describe, expect, it } from 'vitest';
import { lookDistance } from './look-distance.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { revisionContent } from './revision.ts';

const FADED = {
  ...{ version: 1, key: 0.45, contrast: 0.6, saturation: 0.04, temperature: 0.03, tint: 0, cast: 0.02 },
  ...{ vignette: 0.2, flicker: 0.4, grain: 3, sharpness: 0.5, edgeHardness: 0.3, bloom: 0.1 },
};
const NEON = { ...FADED, key: 0.2, saturation: 0.18, temperature: -0.05, bloom: 0.7, grain: 0.5 };
const contentOf = (styleDescriptor: typeof FADED, more: Parameters<typeof submissionOf>[0] = {}) =>
  revisionContent(submissionOf({ styleDescriptor, ...more }));

describe('the distance of two looks', () => {
  it('is nothing between equal ones, grows with what differs, and is the same both ways', () => {
    const dusty = { ...FADED, grain: 4 };
    expect(lookDistance(FADED, FADED)).toBe(0);
    expect(lookDistance(FADED, dusty)!).toBeGreaterThan(0);
    expect(lookDistance(FADED, NEON)!).toBeGreaterThan(lookDistance(FADED, dusty)!);
    expect(lookDistance(FADED, NEON)).toBe(lookDistance(NEON, FADED));
  });

  it('is not known where the two cannot be compared', () => {
    for (const other of [null, {}, { ...FADED, version: 2 }, { version: 1, key: 0.5 }]) {
      expect(lookDistance(FADED, other)).toBeNull();
    }
  });
});

describe('near-duplicates', () => {
  it('are of the same effect type and hardly to be told apart, the nearest first', () => {
    const candidate = contentOf(FADED);
    const published = [
      { effectId: 'neon', content: contentOf(NEON) },
      { effectId: 'another kind', content: contentOf(FADED, { effectTypeId: 'cartoon' }) },
      { effectId: 'dustier', content: contentOf({ ...FADED, grain: 3.6 }) },
      { effectId: 'a hair dustier', content: contentOf({ ...FADED, grain: 3.1 }) },
      { effectId: 'the same', content: contentOf(FADED) },
    ];
    const found = nearDuplicates(candidate, published);
    expect(found.map(({ effectId }) => effectId)).toEqual(['the same', 'a hair dustier', 'dustier']);
    expect(found.map(({ isSame }) => isSame)).toEqual([true, false, false]);
  });

  it('that pin exactly the same are found without a descriptor that can be compared', () => {
    const bare = revisionContent(submissionOf());
    expect(nearDuplicates(bare, [{ effectId: 'twin', content: bare }])).toEqual([
      { effectId: 'twin', distance: 0, isSame: true },
    ]);
  });
});
