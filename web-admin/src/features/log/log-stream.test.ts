import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Entry, fits, merged } from './log-stream.ts';

const entry = (id: string, at: string, severity: Entry['severity'] = 'WARN'): Entry => ({
  id,
  at,
  severity,
  sourceModule: 'execution',
  eventType: 'tested',
  message: `Lease ${id} was lost`,
});

it('keeps every entry once and in order, however often and in whatever order they come', () => {
  const entries = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5 }))
      .map(([id, at]) => entry(`e${id}`, `t${at}`)),
  );
  fc.assert(
    fc.property(entries, entries, (first, second) => {
      const both = merged(merged([], first), second);
      const ids = both.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(ids)).toEqual(new Set([...first, ...second].map(({ id }) => id)));
      expect([...both].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).map(({ at }) => at)).toEqual(
        both.map(({ at }) => at),
      );
      expect(merged(both, first)).toBe(both);
    }),
  );
});

it('lets through what fits every part of the filter', () => {
  const one = entry('a', 't1', 'ERROR');
  const filter = { severities: ['ERROR'], modules: ['execution'], text: ' LEASE ' };
  expect(fits(one, filter)).toBe(true);
  expect(fits(one, { ...filter, severities: ['WARN'] })).toBe(false);
  expect(fits(one, { ...filter, modules: ['gallery'] })).toBe(false);
  expect(fits(one, { ...filter, text: 'render' })).toBe(false);
});
