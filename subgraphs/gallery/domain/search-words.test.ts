import { describe, expect, it } from 'vitest';
import { piecePatterns, prefixQuery, searchWords } from './search-words.ts';

describe('the words of a search', () => {
  it('are nothing where there is nothing to look for', () => {
    expect([searchWords(null), searchWords(' \n ')]).toEqual([null, null]);
  });

  it('cannot be read as operators of the query', () => {
    expect(prefixQuery(searchWords("old & !film | 'x':* <->")!)).toBe('old:* & film:* & x:*');
  });

  it('are looked for literally as pieces', () => {
    expect(piecePatterns(searchWords('0% a_b \\')!)).toEqual(['%0\\%%', '%a\\_b%', '%\\\\%']);
  });
});
