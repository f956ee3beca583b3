import { describe, expect, it } from 'vitest';
import { freeSlug, slugBase } from './slug.ts';

describe('a slug', () => {
  it('is plain ASCII of the title', () => {
    expect(slugBase('Été à  Paris — 1970!', 'look-match')).toBe('ete-a-paris-1970');
  });

  it('falls back where the title has nothing that fits', () => {
    expect(slugBase('夏の思い出', 'look-match')).toBe('look-match');
  });

  it('takes the next number when it is taken', () => {
    expect(freeSlug('neon', new Set())).toBe('neon');
    expect(freeSlug('neon', new Set(['neon', 'neon-2']))).toBe('neon-3');
  });
});
