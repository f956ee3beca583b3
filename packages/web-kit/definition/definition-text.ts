import { jsonFault } from './json-fault.ts';

/** A definition as text to edit, and back. */
export const textOf = (definition: unknown): string => JSON.stringify(definition, null, 2);

/** What the text says, or where it stops being JSON. */
export type Reading = { definition: unknown; fault: null } | { definition: null; fault: string };

/** Reads an edited definition; a fault is told with its line and column. */
export function readingOf(text: string): Reading {
  const fault = jsonFault(text);
  if (fault === null) return { definition: JSON.parse(text) as unknown, fault: null };
  const lines = text.slice(0, fault.at).split('\n');
  const place = `Line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
  return { definition: null, fault: `${place}: ${fault.wanted} is expected here.` };
}
