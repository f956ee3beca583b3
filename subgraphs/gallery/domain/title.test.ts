import { describe, expect, it } from 'vitest';
import { TITLE_LIMIT, titleFromWish } from './title.ts';

describe('a title from a wish', () => {
  it('is one clean line', () => {
    expect(titleFromWish('  make it \n look like\tan old film!! ', 'Look match')).toBe(
      'Make it look like an old film',
    );
  });

  it('leaves out links, addresses and invisible characters', () => {
    expect(
      titleFromWish('like https://x.example/a?b by anna@mail.example or @anna\u202E neon', 'Look match'),
    ).toBe('Like by or neon');
  });

  it('is cut at a word and stays within its limit', () => {
    const title = titleFromWish(
      'I would like my holiday video to look exactly like a faded postcard from Lisbon',
      'Look match',
    );
    expect(title).toBe('I would like my holiday video to look exactly like a faded…');
    expect([...titleFromWish('x'.repeat(500), 'f')]).toHaveLength(TITLE_LIMIT);
    expect([...titleFromWish('é🎬 '.repeat(100), 'f')].length).toBeLessThanOrEqual(TITLE_LIMIT);
  });

  it('falls back to the effect type where the wish has no words', () => {
    expect(titleFromWish(' …!? 🎬 ', 'Look match')).toBe('Look match');
    expect(titleFromWish('', 'Look match')).toBe('Look match');
  });

  it('keeps other scripts', () => {
    expect(titleFromWish('夏の思い出', 'Look match')).toBe('夏の思い出');
  });
});
