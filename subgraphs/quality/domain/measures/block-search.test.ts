import { mean } from '@effect-studio/media/statistics';
import { seededRandom } from '@effect-studio/media/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { changeOfBlocks, type Grey, unexplainedByMotion } from './block-search.ts';
import { MotionResidualMeter } from './motion-residual.ts';

const SIZE = { width: 144, height: 96 };

/** Soft hills, seen from a place; texture everywhere, so that every block has something to be found by. */
function scene(x: number, y: number): Grey {
  const pixels = new Uint8Array(SIZE.width * SIZE.height);
  for (let row = 0; row < SIZE.height; row++) {
    for (let column = 0; column < SIZE.width; column++) {
      const [u, v] = [column + x, row + y];
      pixels[row * SIZE.width + column] =
        128 + 50 * Math.sin(u / 4.3 + Math.sin(v / 9)) + 40 * Math.sin(v / 5.1 + Math.sin(u / 13) * 2);
    }
  }
  return { pixels, ...SIZE };
}

const mixed = (one: Grey, other: Grey): Grey => ({
  pixels: one.pixels.map((value, i) => (value + other.pixels[i]!) / 2),
  ...SIZE,
});

describe('unexplainedByMotion', () => {
  it.each([
    [0, 0],
    [3, -2],
    [-7, 5],
    [2.5, 0.5],
  ])('explains a picture that went by (%d, %d)', (x, y) => {
    const residuals = [...unexplainedByMotion(scene(x, y), scene(0, 0))].sort((a, b) => a - b);
    // Blocks at the edge came from outside.
    expect(mean(residuals.slice(0, Math.floor(residuals.length * 0.7)))).toBeLessThan(1.5);
    if (x !== 0) expect(mean(changeOfBlocks(scene(x, y), scene(0, 0)))).toBeGreaterThan(5);
  });

  it('explains nothing of noise', () => {
    const random = seededRandom(3);
    const noise = (): Grey => ({
      pixels: Uint8Array.from({ length: SIZE.width * SIZE.height }, () => 256 * random()),
      ...SIZE,
    });
    expect(mean(unexplainedByMotion(noise(), noise()))).toBeGreaterThan(50);
  });
});

describe('MotionResidualMeter', () => {
  const measured = (...frames: Grey[]) => {
    const meter = new MotionResidualMeter(SIZE);
    for (const { pixels } of frames) meter.add(pixels);
    return meter.result();
  };

  it('tells a true frame between two from a mixed one', () => {
    const [before, after] = [scene(0, 0), scene(8, 4)];
    const truth = measured(before, scene(4, 2), after);
    const ghost = measured(before, mixed(before, after), after);
    expect(truth.movingShare).toBeGreaterThan(0.9);
    expect(truth.ghosting).toBeLessThan(0.15);
    expect(ghost.ghosting).toBeGreaterThan(truth.ghosting + 0.3);
    expect(ghost.unexplained).toBeGreaterThan(truth.unexplained);
  });

  it('finds no ghosts where nothing moves', () => {
    expect(measured(scene(0, 0), scene(0, 0), scene(0, 0))).toEqual({
      ...{ unexplained: 0, ghosting: 0, movingShare: 0 },
    });
  });
});
