import { z } from 'zod';
import type { Shape } from './event-changes.ts';

/** What one consumer reads of events, by their type. */
export type ConsumerContract = Readonly<Record<string, Shape>>;

/**
 * What a consumer relies on of an event: the paths that it parses, with the values that it knows there. JSON Schema of its own
 * schema, without what says nothing about a producer: further fields, and the shape of JSON that is only passed on.
 */
export function readShape(payload: z.ZodType): Shape {
  return plain(z.toJSONSchema(payload, { io: 'input' }) as Shape & Record<string, unknown>);
}

type Node = Shape & Record<string, unknown>;

function plain(node: Node): Shape {
  // A reference leads to JSON of any form, which is kept and not looked at.
  if ('$ref' in node) return {};
  const { $schema, $defs, $id, title, propertyNames, additionalProperties, ...rest } = node;
  const shape: Record<string, unknown> = { ...rest };
  // The format says it; its pattern is long.
  if (rest.format) delete shape.pattern;
  if (rest.properties) {
    shape.properties = Object.fromEntries(
      Object.entries(rest.properties).map(([name, value]) => [name, plain(value as Node)]),
    );
  }
  if (rest.items) shape.items = plain(rest.items as Node);
  for (const choice of ['anyOf', 'oneOf'] as const) {
    if (rest[choice]) shape[choice] = rest[choice].map((one) => plain(one as Node));
  }
  if (typeof additionalProperties === 'object')
    shape.additionalProperties = plain(additionalProperties as Node);
  return shape as Shape;
}

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'] as const;
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'] as const;

/**
 * What an event may hold that a consumer does not accept, in sentences: whatever the event's schema lets through has to fit what the
 * consumer reads.
 * @param at where in the payload, such as `quote.amountTokens`
 */
export function contractFaults(read: Shape, told: Shape, at = 'payload'): string[] {
  const faults: string[] = [];
  if (told.anyOf || told.oneOf) {
    const choices = told.anyOf ?? told.oneOf ?? [];
    return [...new Set(choices.flatMap((choice) => contractFaults(read, choice, at)))];
  }
  const readable = read.anyOf ?? read.oneOf;
  if (readable) {
    const each = readable.map((choice) => contractFaults(choice, told, at));
    return each.some((list) => list.length === 0) ? [] : (each.at(0) ?? []);
  }
  if (!fitsType(read.type, told.type)) {
    return [
      `${at} may be ${JSON.stringify(told.type ?? 'anything')} and is read as ${JSON.stringify(read.type)}`,
    ];
  }
  faults.push(...valueFaults(read, told, at));
  for (const bound of LOWER) {
    if ((read[bound] ?? -Infinity) > (told[bound] ?? -Infinity))
      faults.push(`${at} may be below its ${bound} of ${read[bound]}`);
  }
  for (const bound of UPPER) {
    if ((read[bound] ?? Infinity) < (told[bound] ?? Infinity))
      faults.push(`${at} may be above its ${bound} of ${read[bound]}`);
  }
  if (read.pattern && read.pattern !== told.pattern) faults.push(`${at} may have another pattern`);
  for (const [name, shape] of Object.entries(read.properties ?? {})) {
    const next = told.properties?.[name];
    const isNeeded = read.required?.includes(name) ?? false;
    if (isNeeded && !(next && told.required?.includes(name))) faults.push(`${at}.${name} may be absent`);
    if (next) faults.push(...contractFaults(shape, next, `${at}.${name}`));
  }
  if (read.items && told.items) faults.push(...contractFaults(read.items, told.items, `${at}[]`));
  if (typeof read.additionalProperties === 'object' && typeof told.additionalProperties === 'object') {
    faults.push(...contractFaults(read.additionalProperties, told.additionalProperties, `${at}{}`));
  }
  return faults;
}

function valueFaults(read: Shape, told: Shape, at: string): string[] {
  const known = read.enum ?? (read.const === undefined ? null : [read.const]);
  if (!known) return [];
  const possible = told.enum ?? (told.const === undefined ? null : [told.const]);
  if (!possible) return [`${at} may be anything and is read as one of ${JSON.stringify(known)}`];
  return possible
    .filter((value) => !known.includes(value))
    .map((value) => `${at} may be ${JSON.stringify(value)}, which the reader does not know`);
}

/** Nothing asked for accepts everything; a whole number is a number. */
function fitsType(read: Shape['type'], told: Shape['type']): boolean {
  if (read === undefined) return true;
  if (told === undefined) return false;
  const accepted = [read].flat();
  return [told]
    .flat()
    .every((type) => accepted.includes(type) || (type === 'integer' && accepted.includes('number')));
}

/** A fault of a contract: who does not understand what any more. */
export interface BrokenContract {
  consumer: string;
  event: string;
  fault: string;
}

/**
 * Every consumer whose contract an event's schema breaks.
 * @param contracts by consumer, such as `notifications` or `notifications as of version 1`
 * @param events schemas of payloads, by event type
 */
export function brokenContracts(
  contracts: ReadonlyMap<string, ConsumerContract>,
  events: ReadonlyMap<string, Shape>,
): BrokenContract[] {
  return [...contracts].flatMap(([consumer, contract]) =>
    Object.entries(contract).flatMap(([event, read]) => {
      const told = events.get(event);
      const faults = told ? contractFaults(read, told) : ['it is not told any more'];
      return faults.map((fault) => ({ consumer, event, fault }));
    }),
  );
}
