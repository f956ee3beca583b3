import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LOW_HEIGHT, LOW_WIDTH } from '../frames/frames.ts';
import { differenceHash, hashDistance } from './perceptual-hash.ts';

const picture = (of: (x: number, y: number) => number) =>
  Uint8Array.from({ length: LOW_WIDTH * LOW_HEIGHT * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return of(pixel % LOW_WIDTH, Math.floor(pixel / LOW_WIDTH));
  });
const waves = (x: number, y: number) => 128 + 60 * Math.sin(x / 23) + 50 * Math.cos(y / 11 + x / 40);

it('stays the same under grading and differs for the mirrored picture', () => {
  const hash = differenceHash(picture(waves));
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect(differenceHash(picture((x, y) => 20 + 0.7 * waves(x, y)))).toBe(hash);
  expect(hashDistance(hash, differenceHash(picture((x, y) => waves(LOW_WIDTH - 1 - x, y))))).toBeGreaterThan(
    0.25,
  );
});

it('measures a distance: nothing to itself, the same both ways, one for the opposite', () => {
  const hex = fc.stringMatching(/^[0-9a-f]{16}$/);
  fc.assert(
    fc.property(hex, hex, (one, other) => {
      expect(hashDistance(one, one)).toBe(0);
      expect(hashDistance(one, other)).toBe(hashDistance(other, one));
    }),
  );
  expect(hashDistance('0'.repeat(16), 'f'.repeat(16))).toBe(1);
});
