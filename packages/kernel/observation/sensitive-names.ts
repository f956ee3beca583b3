import { readFileSync } from 'node:fs';

const NAMES: ReadonlySet<string> = new Set(
  JSON.parse(readFileSync(new URL('./sensitive-names.json', import.meta.url), 'utf8')) as string[],
);
const CENSOR = '[sensitive]';
/** Deeper than that nothing is written by anybody on purpose. */
const DEPTH = 6;

/** Whether the graph calls every field of this name `@sensitive`. Generated from the SDL. */
export const isSensitiveName = (name: string): boolean => NAMES.has(name);

/**
 * What may leave the studio by a log line, a span or a webhook: the same fields, those that the graph calls
 * `@sensitive` censored. The very object when nothing in it is.
 */
export function withoutSensitive<Fields extends object>(fields: Fields, depth = DEPTH): Fields {
  let copy: Record<string, unknown> | null = null;
  for (const [name, value] of Object.entries(fields)) {
    const told = isSensitiveName(name)
      ? CENSOR
      : depth > 0 && isPlain(value)
        ? withoutSensitive(value, depth - 1)
        : value;
    if (told === value) continue;
    copy ??= (Array.isArray(fields) ? [...fields] : { ...fields }) as Record<string, unknown>;
    copy[name] = told;
  }
  return (copy ?? fields) as Fields;
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype);
