import { describe, expect, it } from 'vitest';
import { etagOf, isFresh } from './conditional.ts';

describe('an ETag', () => {
  it('is the same for the same text only', () => {
    expect(etagOf('a')).toBe(etagOf('a'));
    expect(etagOf('a')).not.toBe(etagOf('b'));
    expect(etagOf('a')).toMatch(/^"[\w-]{27}"$/);
  });

  it('is found in a list, also as a weak one, and by *', () => {
    const etag = etagOf('a');
    for (const held of [etag, `"x", ${etag}`, `W/${etag}`, '*']) expect(isFresh(held, etag)).toBe(true);
    for (const held of [undefined, '"x"', etagOf('b')]) expect(isFresh(held, etag)).toBe(false);
  });
});
