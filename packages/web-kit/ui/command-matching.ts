/** Something that can be done from the palette. */
export interface Command {
  key: string;
  name: string;
  group: string;
  /** Keys that do the same, such as `g m`. */
  hint?: string;
  /** More words under which it is found. */
  words?: string;
  run: () => void;
}

/**
 * Commands that hold every typed word at the beginning of one of their words, those whose name begins with it first.
 */
export function matchingCommands<C extends Command>(commands: readonly C[], typed: string): C[] {
  const asked = wordsOf(typed);
  if (asked.length === 0) return [...commands];
  return commands
    .map((command) => ({ command, rank: rankOf(command, asked) }))
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ command }) => command);
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s·/_.-]+/)
    .filter(Boolean);

function rankOf({ name, words = '' }: Command, asked: readonly string[]): number | null {
  const own = wordsOf(name);
  const all = [...own, ...wordsOf(words)];
  if (!asked.every((word) => all.some((known) => known.startsWith(word)))) return null;
  return own[0]?.startsWith(asked[0] ?? '') ? 0 : 1;
}
