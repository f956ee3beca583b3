import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptToTry, LONGEST_EXCERPT_MS } from './chosen-excerpt.ts';
import { resultPart, trimFault } from './trim.ts';

describe('trimming a clip', () => {
  it('takes any part of a second or more that lies within it', () => {
    expect(trimFault({ startMs: 2_000, durationMs: 60_000 }, 90_000)).toBeNull();
    expect(trimFault({ startMs: 0, durationMs: 1_000 }, null)).toBeNull();
    expect(trimFault({ startMs: 0, durationMs: 999 }, 8_000)?.cause).toContain('0.999 seconds');
    expect(trimFault({ startMs: -1, durationMs: 3_000 }, 8_000)?.cause).toContain('before the clip');
    expect(trimFault({ startMs: 6_000, durationMs: 3_000 }, 8_000)?.cause).toContain('8 seconds long');
    expect(trimFault({ startMs: Number.NaN, durationMs: 3_000 }, null)).not.toBeNull();
  });

  it('has the result cover exactly that part, cut to the clip, and the whole where next to nothing is left', () => {
    expect(resultPart({ startMs: 2_000, durationMs: 5_000 }, 8_000)).toEqual({
      startMs: 2_000,
      durationMs: 5_000,
    });
    expect(resultPart({ startMs: 6_000, durationMs: 5_000 }, 8_000)).toEqual({
      startMs: 6_000,
      durationMs: 2_000,
    });
    expect(resultPart({ startMs: 7_500, durationMs: 5_000 }, 8_000)).toBeNull();
    expect(resultPart(null, 8_000)).toBeNull();
  });

  it('has versions tried on it where it is short, and on a stretch of it where it is long', () => {
    const found = { startMs: 1_000, durationMs: 3_000 };
    const short = { startMs: 4_000, durationMs: 4_500 };
    expect(excerptToTry({ chosen: null, found, trim: short }, 60_000)).toEqual(short);
    expect(
      excerptToTry({ chosen: null, found, trim: { startMs: 20_000, durationMs: 9_000 } }, 60_000),
    ).toEqual({
      startMs: 20_000,
      durationMs: 3_000,
    });
    expect(excerptToTry({ chosen: null, found, trim: { startMs: 500, durationMs: 9_000 } }, 60_000)).toEqual(
      found,
    );
  });

  it('never has versions tried outside of what the result covers', () => {
    const part = fc.record({
      startMs: fc.integer({ min: 0, max: 50_000 }),
      durationMs: fc.integer({ min: 1_000, max: 60_000 }),
    });
    const excerpt = fc.record({
      startMs: fc.integer({ min: 0, max: 50_000 }),
      durationMs: fc.integer({ min: 1_000, max: LONGEST_EXCERPT_MS }),
    });
    fc.assert(
      fc.property(part, excerpt, fc.option(excerpt), (trim, found, chosen) => {
        const footageMs = 60_000;
        const covered = resultPart(trim, footageMs);
        fc.pre(covered !== null && found.startMs + found.durationMs <= footageMs);
        const tried = excerptToTry({ chosen, found, trim: covered }, footageMs);
        expect(tried.durationMs).toBeLessThanOrEqual(LONGEST_EXCERPT_MS);
        expect(tried.startMs).toBeGreaterThanOrEqual(covered!.startMs);
        expect(tried.startMs + tried.durationMs).toBeLessThanOrEqual(covered!.startMs + covered!.durationMs);
      }),
    );
  });
});
