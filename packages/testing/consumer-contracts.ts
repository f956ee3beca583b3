import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { EVENTS } from '@effect-studio/schema/events/registry';
import { z } from 'zod';

const EVENTS_FOLDER = new URL('../../schema/events/', import.meta.url).pathname;
const CONTRACTS = `${EVENTS_FOLDER}contracts/`;
const SAMPLES = `${EVENTS_FOLDER}samples/`;

/** A consumer, or one that was frozen, and what it reads of one event. */
interface Reader {
  consumer: string;
  schema: z.ZodType;
}

let readers: Map<string, Reader[]> | null = null;

/** Everybody who reads an event, as they are and as they were frozen, by event type. */
function readersOf(type: string): readonly Reader[] {
  readers ??= allReaders();
  return readers.get(type) ?? [];
}

function allReaders(): Map<string, Reader[]> {
  const byType = new Map<string, Reader[]>();
  for (const folder of [CONTRACTS, `${CONTRACTS}frozen/`]) {
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const contract = JSON.parse(readFileSync(folder + file, 'utf8')) as Record<
        string,
        z.core.JSONSchema.JSONSchema
      >;
      for (const [type, shape] of Object.entries(contract)) {
        const reader = { consumer: file.slice(0, -'.json'.length), schema: z.fromJSONSchema(shape) };
        byType.set(type, [...(byType.get(type) ?? []), reader]);
      }
    }
  }
  return byType;
}

/** An event as it was told. */
export interface ToldEvent {
  type: string;
  payload: object;
}

/** Who would not understand an event, and why, in sentences; empty when everybody does. */
export function misunderstandings({ type, payload }: ToldEvent): string[] {
  return readersOf(type).flatMap(({ consumer, schema }) => {
    const { success, error } = schema.safeParse(payload);
    return success ? [] : [`${consumer} does not understand ${type}: ${z.prettifyError(error!)}`];
  });
}

/**
 * Holds what producers told in a test to the contracts of all consumers. With RECORD_EVENT_SAMPLES the first event of every type is
 * kept among the samples.
 * @throws Error that says who does not understand what
 */
export function expectUnderstood(events: readonly ToldEvent[]): void {
  const faults = [...new Set(events.flatMap(misunderstandings))];
  if (faults.length > 0)
    throw new Error(`Consumers of events are not understood any more:\n${faults.join('\n')}`);
  if (process.env.RECORD_EVENT_SAMPLES) for (const event of events) keepSample(event);
}

function keepSample({ type, payload }: ToldEvent): void {
  const file = `${SAMPLES}${type}.json`;
  // Tests of the bus tell events of their own.
  if (existsSync(file) || !EVENTS.has(type)) return;
  mkdirSync(SAMPLES, { recursive: true });
  writeFileSync(file, `${JSON.stringify(payload, null, 2)}\n`);
}
