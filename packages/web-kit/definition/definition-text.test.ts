import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readingOf, textOf } from './definition-text.ts';
import { jsonFault } from './json-fault.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

it('gives back what was put into the editor', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (definition) => {
      const text = textOf(definition);
      expect(readingOf(text)).toEqual({ definition: JSON.parse(text) as unknown, fault: null });
    }),
  );
});

it('finds a fault exactly where the browser does, whatever was cut out, put in or changed', () => {
  const damaged = fc
    .tuple(fc.json(), fc.nat(), fc.nat(3), fc.string({ maxLength: 2 }))
    .map(([text, at, length, put]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + length);
    });
  fc.assert(
    fc.property(damaged, (text) => {
      expect(jsonFault(text) === null).toBe(isJson(text));
    }),
    { numRuns: 2_000 },
  );
});

it('says on which line the text stops being JSON, and what is missing', () => {
  expect(readingOf('{\n  "a": 1,\n  "b": }\n').fault).toBe('Line 3, column 8: a value is expected here.');
  expect(readingOf('{"a": 1 "b": 2}').fault).toBe('Line 1, column 9: a comma or } is expected here.');
  expect(readingOf('{}}').fault).toBe('Line 1, column 3: nothing more is expected here.');
});
