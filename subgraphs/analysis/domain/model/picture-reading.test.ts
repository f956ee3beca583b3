import type { Analysis } from '@effect-studio/schema/media/analysis';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameTimes } from '../scenes/frame-times.ts';
import { pictureAnswer, questionKey } from './picture-question.ts';

const cutAt = (timeMs: number): Analysis['sceneChanges'][number] => ({
  ...{ kind: 'cut', timeMs, startMs: timeMs, endMs: timeMs, confidence: 1 },
});

describe('the frames that a model sees', () => {
  it('are one of each scene, or the quarters of a single one', () => {
    expect(frameTimes({ durationMs: 4_000, sceneChanges: [] })).toEqual([1_000, 2_000, 3_000]);
    expect(frameTimes({ durationMs: 4_000, sceneChanges: [cutAt(1_000), cutAt(2_500)] })).toEqual([
      120, 1_120, 2_620,
    ]);
  });

  it('are four at most, in order, inside the clip, from its first to its last scene', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600_000 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }),
        (durationMs, shares) => {
          const sceneChanges = shares.sort((a, b) => a - b).map((share) => cutAt(share * durationMs));
          const times = frameTimes({ durationMs, sceneChanges });
          expect(times.length).toBeGreaterThan(0);
          expect(times.length).toBeLessThanOrEqual(4);
          expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
          for (const time of times) {
            expect(time).toBeGreaterThanOrEqual(0);
            expect(time).toBeLessThan(Math.max(1, durationMs));
          }
        },
      ),
    );
  });
});

describe('the question', () => {
  it('has a key that names the model and the words', () => {
    const key = questionKey({ providerId: 'gemini', model: 'm' });
    expect(key).toMatch(/^gemini\/m\/prompt-1-[0-9a-f]{12}$/);
    expect(questionKey({ providerId: 'gemini', model: 'n' })).not.toBe(key);
  });

  it('takes no effect that is measured, and no label of its own making', () => {
    const empty = { description: 'x', people: 'none', effects: [], subjects: [], styles: [] };
    expect(pictureAnswer.safeParse(empty).success).toBe(true);
    for (const effect of ['letterbox', 'speed-change', 'hologram'])
      expect(pictureAnswer.safeParse({ ...empty, effects: [{ effect, confidence: 1 }] }).success).toBe(false);
  });
});
