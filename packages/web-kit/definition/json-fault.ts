const SPACE = /[ \t\n\r]*/y;
const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a string of JSON holds none (RFC 8259, section 7)
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** A place at which a text stops being JSON. */
class Stop extends Error {
  readonly at: number;
  readonly wanted: string;
  constructor(at: number, wanted: string) {
    super(wanted);
    this.at = at;
    this.wanted = wanted;
  }
}

/**
 * Where a text stops being JSON (RFC 8259), and what would have to stand there; null when it does not stop. Browsers tell
 * the place of some faults only.
 * @returns `at`: characters before the place
 */
export function jsonFault(text: string): { at: number; wanted: string } | null {
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null || found[0] === '') return false;
    at += found[0].length;
    return true;
  };
  const space = () => void take(SPACE);
  const sign = (wanted: string): boolean => {
    space();
    if (text[at] !== wanted) return false;
    at += 1;
    return true;
  };
  const list = (end: string, item: () => void): void => {
    if (sign(end)) return;
    do item();
    while (sign(','));
    if (!sign(end)) throw new Stop(at, `a comma or ${end}`);
  };
  const value = (): void => {
    if (sign('{')) {
      list('}', () => {
        space();
        if (!take(STRING)) throw new Stop(at, 'a name in double quotes');
        if (!sign(':')) throw new Stop(at, 'a colon');
        value();
      });
    } else if (sign('[')) list(']', value);
    else if (!take(STRING) && !take(WORD)) throw new Stop(at, 'a value');
  };
  try {
    value();
    space();
    if (at < text.length) throw new Stop(at, 'nothing more');
    return null;
  } catch (fault) {
    if (fault instanceof Stop) return { at: fault.at, wanted: fault.wanted };
    throw fault;
  }
}
