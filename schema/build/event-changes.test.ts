import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allEventChanges, eventChanges, type Shape } from './event-changes.ts';

const shapeOf = (schema: z.ZodType): Shape => z.toJSONSchema(schema) as Shape;
const base = {
  runId: z.uuid(),
  status: z.enum(['A', 'B']),
  count: z.int().min(0).max(10),
  note: z.string().optional(),
  parts: z.array(z.object({ name: z.string() })),
  owner: z.union([z.object({ kind: z.literal('person') }), z.object({ kind: z.literal('machine') })]),
};
const changed = (over: Record<string, z.ZodType>, without: string[] = []): string[] => {
  const fields = Object.fromEntries(
    Object.entries({ ...base, ...over }).filter(([name]) => !without.includes(name)),
  );
  return eventChanges(shapeOf(z.object(base)), shapeOf(z.object(fields)));
};

describe('within a version of an event', () => {
  it.each<[string, Record<string, z.ZodType>]>([
    ['nothing', {}],
    ['a field that need not be there', { more: z.string().optional() }],
    ['a choice', { status: z.enum(['A', 'B', 'C']) }],
    ['a wider bound', { count: z.int().min(-5).max(20) }],
    ['one more kind', { owner: z.union([...base.owner.options, z.object({ kind: z.literal('system') })]) }],
    [
      'a field of a part that need not be there',
      { parts: z.array(z.object({ name: z.string(), at: z.string().optional() })) },
    ],
  ])('may be added: %s', (_what, over) => {
    expect(changed(over)).toEqual([]);
  });

  it.each<[string, Record<string, z.ZodType>, string[]]>([
    ['a field that must be there', { more: z.string() }, []],
    ['a field that was there is gone', {}, ['runId']],
    ['a field that might be absent may not', { note: z.string() }, []],
    ['a field that was there may be absent', { count: base.count.optional() }, []],
    ['another type', { count: z.string() }, []],
    ['a choice less', { status: z.enum(['A']) }, []],
    ['a closer bound', { count: z.int().min(0).max(9) }, []],
    ['a kind less', { owner: z.union([base.owner.options[0], z.object({ kind: z.literal('other') })]) }, []],
    ['a field of a part is gone', { parts: z.array(z.object({ title: z.string().optional() })) }, []],
  ])('is refused: %s', (_what, over, without) => {
    expect(changed(over, without).length).toBeGreaterThan(0);
  });

  it('an event that is gone is told, a new one is not', () => {
    const text = JSON.stringify(shapeOf(z.object(base)));
    expect(allEventChanges(new Map([['A.v1.json', text]]), new Map([['B.v1.json', text]]))).toEqual([
      { event: 'A.v1', change: 'the event is gone' },
    ]);
  });
});
