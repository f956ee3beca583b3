import { describe, expect, it } from 'vitest';
import { orderOf, tagsOf, toggleTag } from './gallery-address.ts';

describe('the order of the gallery', () => {
  it('is what fits best while somebody searches, and the newest otherwise', () => {
    expect([orderOf(null, true), orderOf(null, false)]).toEqual(['RELEVANCE', 'NEWEST']);
  });

  it('is what the address says, as far as that means something', () => {
    expect(orderOf('CHEAPEST', true)).toBe('CHEAPEST');
    expect([orderOf('RELEVANCE', false), orderOf('nonsense', true)]).toEqual(['NEWEST', 'RELEVANCE']);
  });
});

describe('tags in the address', () => {
  it('are read each once, and switched on and off', () => {
    expect(tagsOf('warm,,warm,dark')).toEqual(['warm', 'dark']);
    expect(tagsOf(null)).toEqual([]);
    expect(toggleTag(['warm'], 'dark')).toEqual(['warm', 'dark']);
    expect(toggleTag(['warm', 'dark'], 'warm')).toEqual(['dark']);
  });
});
