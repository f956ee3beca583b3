/** Longest title, in characters. */
export const TITLE_LIMIT = 60;

const LINKS = /\b(?:https?:\/\/|www\.)\S+/giu;
const ADDRESSES = /\S+@\S+|(?<!\S)@\S+/gu;
const CONTROLS_AND_FORMAT = /[\p{Cc}\p{Cf}\p{Co}]+/gu;

/**
 * A public title from a person's wish: one line, without links, addresses and invisible characters, cut at
 * a word. A wish without a word in it gives the fallback.
 */
export function titleFromWish(wish: string, fallback: string): string {
  const cleaned = wish
    .normalize('NFKC')
    .replaceAll(LINKS, ' ')
    .replaceAll(ADDRESSES, ' ')
    .replaceAll(CONTROLS_AND_FORMAT, ' ')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/^[\s\p{P}]+|[\s.,;:!?-]+$/gu, '');
  if (!/\p{L}{2}/u.test(cleaned)) return fallback;
  const [first = ''] = cleaned;
  return shorten(first.toLocaleUpperCase('en') + cleaned.slice(first.length));
}

function shorten(text: string): string {
  const characters = [...text];
  if (characters.length <= TITLE_LIMIT) return text;
  const room = characters.slice(0, TITLE_LIMIT - 1).join('');
  const lastSpace = room.lastIndexOf(' ');
  const isWordCut = characters[TITLE_LIMIT - 1] !== ' ';
  const kept = isWordCut && lastSpace > 0 ? room.slice(0, lastSpace) : room;
  return `${kept.replace(/[\s\p{P}]+$/u, '')}…`;
}
