/** The part of JSON Schema in which events are described. */
export interface Shape {
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, Shape>>;
  required?: readonly string[];
  items?: Shape;
  additionalProperties?: boolean | Shape;
  anyOf?: readonly Shape[];
  oneOf?: readonly Shape[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
}

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'] as const;
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'] as const;

/**
 * What readers of an event may not survive, in sentences. Two things must hold for as long as the log is kept: what was
 * told before still fits the schema that readers parse with, and readers written before still find what they need. So within a
 * version a field may be added where it need not be there, a choice may be added, a bound may be widened; the rest is a new version.
 * @param at where in the payload, such as `quote.amountTokens`
 */
export function eventChanges(before: Shape, after: Shape, at = 'payload'): string[] {
  const changes: string[] = [];
  const kind = JSON.stringify(before.type ?? null);
  if (kind !== JSON.stringify(after.type ?? null)) {
    return [`${at} was ${kind} and is ${JSON.stringify(after.type ?? null)}`];
  }
  if (JSON.stringify(before.const) !== JSON.stringify(after.const))
    changes.push(`${at} has another constant`);
  const lost = (before.enum ?? []).filter((value) => after.enum && !after.enum.includes(value));
  for (const value of lost) changes.push(`${at} cannot be ${JSON.stringify(value)} any more`);
  if (!before.enum && after.enum) changes.push(`${at} was free and is one of a list`);
  if (before.pattern !== after.pattern && after.pattern) changes.push(`${at} has another pattern`);
  for (const bound of LOWER) {
    if ((after[bound] ?? -Infinity) > (before[bound] ?? -Infinity))
      changes.push(`${at} has a higher ${bound}`);
  }
  for (const bound of UPPER) {
    if ((after[bound] ?? Infinity) < (before[bound] ?? Infinity)) changes.push(`${at} has a lower ${bound}`);
  }
  changes.push(...fieldChanges(before, after, at));
  if (before.items && after.items) changes.push(...eventChanges(before.items, after.items, `${at}[]`));
  if (typeof before.additionalProperties === 'object' && typeof after.additionalProperties === 'object') {
    changes.push(...eventChanges(before.additionalProperties, after.additionalProperties, `${at}{}`));
  }
  for (const choice of ['anyOf', 'oneOf'] as const) {
    changes.push(...choiceChanges(before[choice], after[choice], at));
  }
  return changes;
}

function fieldChanges(before: Shape, after: Shape, at: string): string[] {
  const changes: string[] = [];
  const was = before.properties ?? {};
  const is = after.properties ?? {};
  for (const [name, shape] of Object.entries(was)) {
    const next = is[name];
    if (!next) {
      changes.push(`${at}.${name} is gone`);
      continue;
    }
    const isSure = after.required?.includes(name) ?? false;
    const wasSure = before.required?.includes(name) ?? false;
    if (wasSure && !isSure) changes.push(`${at}.${name} may be absent now`);
    if (!wasSure && isSure) changes.push(`${at}.${name} may not be absent any more`);
    changes.push(...eventChanges(shape, next, `${at}.${name}`));
  }
  for (const name of Object.keys(is)) {
    if (!(name in was) && after.required?.includes(name)) {
      changes.push(`${at}.${name} is new and must be there, which it is not in what was told before`);
    }
  }
  return changes;
}

/** Each choice that there was has to fit one that there is. */
function choiceChanges(
  before: readonly Shape[] | undefined,
  after: readonly Shape[] | undefined,
  at: string,
): string[] {
  if (!before || !after) return before || after ? [`${at} is another kind of choice`] : [];
  return before.flatMap((choice, index) =>
    after.some((next) => eventChanges(choice, next, at).length === 0)
      ? []
      : [`${at} has lost its choice ${index + 1}`],
  );
}

/**
 * What changed in the events that are committed, event by event.
 * @param before and `after`: JSON Schema by file name
 */
export function allEventChanges(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): { event: string; change: string }[] {
  return [...before].flatMap(([file, text]) => {
    const event = file.replace(/\.json$/, '');
    const next = after.get(file);
    if (next === undefined) return [{ event, change: 'the event is gone' }];
    return eventChanges(JSON.parse(text) as Shape, JSON.parse(next) as Shape).map((change) => ({
      event,
      change,
    }));
  });
}
