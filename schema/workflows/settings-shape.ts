import { z } from 'zod';
import type { JsonObject, JsonValue } from './canonical-json.ts';

/** How far a number may go beyond the house's own. */
const STRETCH = 4;
const LONGEST_LIST = 64;

/**
 * The shape that settings of one effect type have, read off the house's own workflows: the same keys and kinds of values,
 * words that one of them uses, numbers of the same sign up to four times the largest. Planners turn settings into filter
 * graphs, so nothing else may get there.
 * @param examples settings of the house's workflows of the effect type, at least one
 */
export function settingsShape(examples: readonly JsonObject[]): z.ZodType<JsonObject> {
  return objectShape(examples) as unknown as z.ZodType<JsonObject>;
}

function objectShape(examples: readonly JsonObject[]): z.ZodType {
  const keys = [...new Set(examples.flatMap((example) => Object.keys(example)))].sort();
  return z.strictObject(
    Object.fromEntries(
      keys.map((key) => {
        const values = examples.flatMap((example) => (Object.hasOwn(example, key) ? [example[key]!] : []));
        const shape = valueShape(values);
        return [key, values.length < examples.length ? shape.optional() : shape];
      }),
    ),
  );
}

function valueShape(values: readonly JsonValue[]): z.ZodType {
  const kinds = [...Map.groupBy(values, kindOf)];
  const shapes = kinds.map(([kind, same]) => shapeOfKind(kind, same));
  return shapes.length === 1 ? shapes[0]! : z.union(shapes);
}

type Kind = 'null' | 'boolean' | 'number' | 'string' | 'list' | 'object';

function kindOf(value: JsonValue): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value as 'boolean' | 'number' | 'string' | 'object';
}

function shapeOfKind(kind: Kind, values: readonly JsonValue[]): z.ZodType {
  switch (kind) {
    case 'null':
      return z.null();
    case 'boolean':
      return z.boolean();
    case 'number':
      return numberShape(values as readonly number[]);
    case 'string':
      return z.enum([...new Set(values as readonly string[])].sort() as [string, ...string[]]);
    case 'list': {
      const items = (values as readonly (readonly JsonValue[])[]).flat();
      return items.length === 0 ? z.array(z.never()) : z.array(valueShape(items)).max(LONGEST_LIST);
    }
    case 'object':
      return objectShape(values as readonly JsonObject[]);
  }
}

function numberShape(values: readonly number[]): z.ZodType {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const lower = least < 0 ? least * STRETCH : 0;
  const upper = most > 0 ? most * STRETCH : least < 0 ? 0 : 1;
  return values.every(Number.isInteger) && most > 1
    ? z.int().min(lower).max(upper)
    : z.number().min(lower).max(Math.max(1, upper));
}
