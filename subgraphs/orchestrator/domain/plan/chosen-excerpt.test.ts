import { describe, expect, it } from 'vitest';
import { excerptFault, excerptToTry } from './chosen-excerpt.ts';

describe('an excerpt that somebody chose', () => {
  it('is one to six seconds long and lies within the clip', () => {
    expect(excerptFault({ startMs: 2_000, durationMs: 3_000 }, 8_000)).toBeNull();
    expect(excerptFault({ startMs: 5_000, durationMs: 3_000 }, 8_000)).toBeNull();
    // A player that counts frames ends a little later.
    expect(excerptFault({ startMs: 5_000, durationMs: 3_040 }, 8_000)).toBeNull();
    expect(excerptFault({ startMs: -1, durationMs: 3_000 }, 8_000)?.cause).toContain('before the clip');
    expect(excerptFault({ startMs: 0, durationMs: 999 }, 8_000)?.cause).toContain('0.999 seconds');
    expect(excerptFault({ startMs: 0, durationMs: 6_001 }, 8_000)?.cause).toContain('1 to 6');
    expect(excerptFault({ startMs: 6_000, durationMs: 3_000 }, 8_000)?.cause).toContain('8 seconds long');
    expect(excerptFault({ startMs: Number.NaN, durationMs: 3_000 }, null)).not.toBeNull();
  });

  it('is judged by its length alone while the clip is not known', () => {
    expect(excerptFault({ startMs: 60_000, durationMs: 3_000 }, null)).toBeNull();
    expect(excerptFault({ startMs: 60_000, durationMs: 300 }, null)).not.toBeNull();
  });
});

describe('the excerpt on which versions are tried', () => {
  const found = { startMs: 1_000, durationMs: 3_000 };

  it('is the chosen one, cut to the clip', () => {
    expect(excerptToTry({ chosen: { startMs: 4_000, durationMs: 2_000 }, found, trim: null }, 8_000)).toEqual(
      {
        startMs: 4_000,
        durationMs: 2_000,
      },
    );
    expect(excerptToTry({ chosen: { startMs: 6_000, durationMs: 3_000 }, found, trim: null }, 8_000)).toEqual(
      {
        startMs: 6_000,
        durationMs: 2_000,
      },
    );
  });

  it('is the one that the analysis found where none was chosen, or too little of it lies in the clip', () => {
    expect(excerptToTry({ chosen: null, found, trim: null }, 8_000)).toBe(found);
    expect(excerptToTry({ chosen: { startMs: 7_500, durationMs: 3_000 }, found, trim: null }, 8_000)).toBe(
      found,
    );
    expect(excerptToTry({ chosen: { startMs: 60_000, durationMs: 3_000 }, found, trim: null }, 8_000)).toBe(
      found,
    );
  });
});
