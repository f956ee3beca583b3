import { z } from 'zod';
import { budgetContext } from './shapes.ts';

/** Modules that speak on the bus. M1..M10 are the product's canonical ids; the rest are cross-cutting. */
export const MODULES = [
  'intake',
  'analysis',
  'providers',
  'prompts',
  'orchestrator',
  'execution',
  'quality',
  'economics',
  'notifications',
  'gallery',
  'identity',
  'operations',
] as const;
export type ModuleName = (typeof MODULES)[number];

/** What travels around every payload. Field meanings follow CloudEvents where both have one. */
export const envelopeSchema = z.object({
  /** UUIDv7 of this event. */
  id: z.uuid(),
  /** `{EventName}.v1`. */
  type: z.string().regex(/^[A-Z][A-Za-z]+\.v\d+$/),
  /** When the fact happened, by the studio's clock. RFC 3339, UTC. */
  occurredAt: z.iso.datetime(),
  module: z.enum(MODULES),
  /** Events of one aggregate are delivered in order. Run-scoped events use the run's id. */
  aggregateId: z.string().min(1),
  correlationId: z.uuid(),
  causationId: z.uuid().nullable(),
  /** `{module}:{subject_id}:{operation}:{version}`; the same key is the same fact. */
  idempotencyKey: z.string().regex(/^[a-z]+:[^:]+:[^:]+:v\d+$/),
  tenantId: z.uuid(),
  budgetContext: budgetContext.nullable(),
  /** W3C `traceparent` of the work that established the fact; absent while nothing is traced. */
  traceparent: z
    .string()
    .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
    .optional(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** An event as a consumer receives it. */
export interface BusEvent<Payload> extends Envelope {
  payload: Payload;
}

/** One event type: its name, its producer and the schema of its payload. */
export interface EventDefinition<Payload> {
  readonly type: string;
  readonly module: ModuleName;
  /** Every module that may say it, where there are several; the envelope names the one that did. */
  readonly producers?: readonly ModuleName[];
  readonly payload: z.ZodType<Payload>;
}

/**
 * Declares version 1 of an event. Every payload carries `schema_version`; a breaking change is a
 * new definition (`v2`), never a mutation of this one.
 */
export function defineEvent<Shape extends z.core.$ZodLooseShape>(
  module: ModuleName,
  name: string,
  shape: Shape,
): EventDefinition<z.infer<z.ZodObject<Shape & { schema_version: z.ZodLiteral<'v1'> }>>> {
  const payload = z.object({ ...shape, schema_version: z.literal('v1') });
  return { type: `${name}.v1`, module, payload } as EventDefinition<
    z.infer<z.ZodObject<Shape & { schema_version: z.ZodLiteral<'v1'> }>>
  >;
}

/**
 * Declares version 1 of an event that several modules say in the same words.
 * @param producers the first stands for all where one is named
 */
export function defineSharedEvent<Shape extends z.core.$ZodLooseShape>(
  producers: readonly [ModuleName, ...ModuleName[]],
  name: string,
  shape: Shape,
): ReturnType<typeof defineEvent<Shape>> {
  return { ...defineEvent(producers[0], name, shape), producers };
}

/**
 * An event as one of its readers needs it: only these fields are parsed and typed, so the reader survives whatever becomes of the
 * others. From it follows the reader's contract (`schema/events/contracts/`), which producers are held to.
 */
export function reading<Payload extends object, Field extends keyof Payload & string>(
  event: EventDefinition<Payload>,
  ...fields: Field[]
): EventDefinition<Pick<Payload, Field>> {
  const whole = event.payload as unknown as z.ZodObject;
  const mask = Object.fromEntries(fields.map((field) => [field, true as const]));
  const payload = whole.pick(mask as Record<string, never>) as unknown as z.ZodType<Pick<Payload, Field>>;
  return { ...event, payload };
}

/** The payload type of an event definition. */
export type PayloadOf<D> = D extends EventDefinition<infer P> ? P : never;
