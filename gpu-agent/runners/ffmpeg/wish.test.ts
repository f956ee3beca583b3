import { describe, expect, it } from 'vitest';
import { graphWithWishes, readWish } from './wish.ts';

describe('a wish', () => {
  it('keeps what fits and drops what does not, key by key', () => {
    expect(readWish({ strength: 2, warmth: 0.3, protectSkin: true, mood: 'dreamy' })).toEqual({
      warmth: 0.3,
      protectSkin: true,
    });
  });

  it('changes nothing when nothing is wished', () => {
    expect(graphWithWishes('[source]negate[styled]', 'duotone', {})).toBe(
      '[footage]null[source];[source]negate[styled];[styled]null[wished]',
    );
  });

  it('blends the footage back in where the effect does not know strength by itself', () => {
    expect(graphWithWishes('[source]negate[styled]', 'duotone', { strength: 0.4 })).toContain(
      'all_opacity=0.4',
    );
    expect(graphWithWishes('[source]negate[styled]', 'look-match', { strength: 0.4 })).not.toContain('blend');
  });

  it('warms by more red and less blue', () => {
    const graph = graphWithWishes('[source]negate[styled]', 'look-match', { warmth: 1 });
    expect(graph).toMatch(/colorbalance=rm=0\.18\d*:bm=-0\.18/);
  });
});
