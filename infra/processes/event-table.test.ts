import { EVENTS } from '@effect-studio/schema/events/registry';
import { describe, expect, it } from 'vitest';
import { CONTEXTS } from './contexts.ts';
import { READ_FROM_THE_LOG } from './unconsumed-events.ts';

const consumersOf = (type: string): string[] =>
  CONTEXTS.filter((context) => context.consumers.some((consumer) => consumer.type === type)).map(
    ({ name }) => name,
  );

const repeated = (values: readonly string[]): string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

describe('the event table', () => {
  it.each([...EVENTS.keys()])('has a reader of %s', (type) => {
    if (consumersOf(type).length > 0) return;
    expect([...READ_FROM_THE_LOG.keys()], `nobody consumes ${type}`).toContain(type);
  });

  it('excuses no event that has a consumer, and none that does not exist', () => {
    const stale = [...READ_FROM_THE_LOG.keys()].filter(
      (type) => !EVENTS.has(type) || consumersOf(type).length > 0,
    );
    expect(stale).toEqual([]);
  });

  it.each(CONTEXTS.map((context) => [context.name, context] as const))(
    '%s consumes only events that exist, each once',
    (_name, { consumers }) => {
      const types = consumers.map((consumer) => consumer.type);
      expect(types.filter((type) => !EVENTS.has(type))).toEqual([]);
      expect(repeated(types)).toEqual([]);
    },
  );

  it('is spoken by contexts that are there', () => {
    const names = CONTEXTS.map((context) => String(context.name));
    const speakers = new Set([...EVENTS.values()].map((event) => String(event.module)));
    expect([...speakers].filter((module) => !names.includes(module))).toEqual([]);
  });
});

describe('the contexts', () => {
  it('are twelve, each name once, M1 to M10 each once', () => {
    expect(CONTEXTS).toHaveLength(12);
    expect(repeated(CONTEXTS.map((context) => context.name))).toEqual([]);
    const modules = CONTEXTS.flatMap((context) => (context.module ? [context.module] : []));
    expect(modules.sort()).toEqual(Array.from({ length: 10 }, (_, index) => `M${index + 1}`).sort());
  });

  it.each(CONTEXTS.map((context) => [context.name, context] as const))(
    '%s numbers its migrations 0001, 0002, … and touches only its own schema',
    (name, { migrations }) => {
      const numbers = migrations.map((migration) => migration.id.slice(0, 4));
      expect(numbers).toEqual(migrations.map((_, index) => String(index + 1).padStart(4, '0')));
      for (const { id, sql } of migrations) {
        const schemas = [...sql.matchAll(/\b(?:create|alter) table (?:if not exists )?(\w+)\./g)].map(
          (match) => match[1],
        );
        expect(new Set(schemas), `${name} ${id}`).toEqual(new Set(schemas.length ? [name] : []));
      }
    },
  );

  it.each(CONTEXTS.map((context) => [context.name, context] as const))(
    '%s has one handler per kind of job',
    (_name, { jobs }) => {
      expect(repeated(jobs.map((job) => job.kind))).toEqual([]);
    },
  );
});
