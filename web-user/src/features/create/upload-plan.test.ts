import { describe, expect, it } from 'vitest';
import { planParts, uploadPace } from './upload-plan.ts';

describe('parts of an upload', () => {
  it('covers every byte once, with the rest in the last part', () => {
    expect(planParts(25, 10)).toEqual([
      { partNumber: 1, from: 0, to: 10 },
      { partNumber: 2, from: 10, to: 20 },
      { partNumber: 3, from: 20, to: 25 },
    ]);
  });

  it('makes one part of a small file, and no empty part of one that fits exactly', () => {
    expect(planParts(3, 10)).toHaveLength(1);
    expect(planParts(20, 10).map(({ to }) => to)).toEqual([10, 20]);
  });
});

it('tells pace and time left once something was sent', () => {
  expect(uploadPace(2_000_000, 8_000_000, 1000)).toEqual({ bytesPerSecond: 2_000_000, leftMs: 3000 });
  expect(uploadPace(0, 8_000_000, 1000)).toBeNull();
  expect(uploadPace(10, 20, 100)).toBeNull();
});
