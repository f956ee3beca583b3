/** More of a search is not looked at, in characters. */
const SEARCH_LENGTH = 100;

/** What somebody looks for. */
export interface SearchWords {
  /** As they were typed, split at white space. */
  typed: readonly string[];
  /** Letters and digits alone, lower case. */
  plain: readonly string[];
}

/** The words of a search; null when there is nothing in it to look for. */
export function searchWords(search: string | null): SearchWords | null {
  const text = (search ?? '').slice(0, SEARCH_LENGTH).normalize('NFKC');
  const typed = text.split(/\s+/).filter(Boolean);
  if (typed.length === 0) return null;
  return { typed, plain: text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [] };
}

/** All of the words, each possibly the beginning of a longer one, in the language of PostgreSQL's `to_tsquery`. */
export const prefixQuery = ({ plain }: SearchWords): string => plain.map((word) => `${word}:*`).join(' & ');

/** Every typed piece somewhere in the text, as patterns of LIKE. */
export const piecePatterns = ({ typed }: SearchWords): string[] =>
  typed.map((piece) => `%${piece.replace(/[\\%_]/g, '\\$&')}%`);

/** The longest of some words: it is in fewest texts. */
export const longest = (words: readonly string[]): string =>
  words.reduce((one, other) => (other.length > one.length ? other : one), '');
