import { describe, expect, it } from 'vitest';
import {
  categoryOfType,
  cleanTags,
  HOUSE_CATEGORIES,
  OTHER_CATEGORY_ID,
  tagsOfStyle,
} from './style-taxonomy.ts';

describe('the shelves of the gallery', () => {
  it('have each a name and a place of their own, and one for everything else', () => {
    for (const facet of ['id', 'title', 'position'] as const) {
      expect(new Set(HOUSE_CATEGORIES.map((one) => one[facet])).size).toBe(HOUSE_CATEGORIES.length);
    }
    expect(categoryOfType('noir')).toBe('film-and-vintage');
    expect(categoryOfType('something-of-a-new-provider')).toBe(OTHER_CATEGORY_ID);
  });
});

describe('tags from what was measured', () => {
  it('say what stands out, and nothing of what was not measured', () => {
    expect(tagsOfStyle({ key: 0.2, saturation: 0.005, temperature: 0, grain: 5 })).toEqual([
      'dark',
      'black-and-white',
      'grainy',
    ]);
    expect(tagsOfStyle({ saturation: 0.03, temperature: 0.05 })).toEqual(['muted', 'warm']);
    expect(tagsOfStyle(null)).toEqual([]);
    expect(tagsOfStyle({ key: 'dark' })).toEqual([]);
  });
});

describe('tags that somebody writes', () => {
  it('are brought into one form, each once', () => {
    expect(cleanTags([' Old  Film ', 'old-film', 'Été', '80s!'])).toEqual(['old-film', 'été', '80s']);
  });

  it('are refused when one says nothing, is too long, or there are too many', () => {
    expect(cleanTags(['!?'])).toBeNull();
    expect(cleanTags(['x'.repeat(25)])).toBeNull();
    expect(cleanTags(Array.from({ length: 9 }, (_, index) => `tag${index}`))).toBeNull();
  });
});
