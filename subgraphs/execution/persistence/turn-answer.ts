import type { BudgetContext, Excerpt, LegRole } from '@effect-studio/schema/events/shapes';

/** What a desk knows of a task while it is leased: written down once, when the task is queued, and never changed. */
export interface TaskBrief {
  id: string;
  ownerId: string;
  tenantId: string;
  runId: string;
  role: LegRole;
  providerId: string;
  workflowId: string;
  effectTypeId: string;
  variant: string;
  adapter: string;
  instanceType: string | null;
  budgetContext: BudgetContext;
  excerpt: Excerpt | null;
  workUnits: number;
  correlationId: string;
  /** RFC 3339. */
  queuedAt: string;
  revisionId: number;
  priority: number;
  /** A whole number as text. */
  fairTag: string;
  /** Null in runs of a published effect: there is no example file. */
  exampleKey: string | null;
  footageKey: string;
  /** W3C traceparent of the work that made the task. */
  traceparent: string | null;
}

/** A lease as a turn gave it. */
export interface TurnLease {
  /** Which of the turn's seats it is for; 0 is the first. */
  seat: number;
  slotId: number;
  epoch: number;
  readyAt: Date;
  strikes: number;
  ttlMs: number;
  hardCapMs: number;
  brief: TaskBrief;
  /** JSON as text: many leases are settled by whoever never looks into it. */
  parameters: string;
  exampleDescriptor: string;
  footageDescriptor: string;
}

/** What a turn answered. */
export interface TurnAnswer {
  /** Places among its results of those whose lease lives no more; 0 is the first. */
  dead: ReadonlySet<number>;
  leases: TurnLease[];
}

/** Between the leases of an answer, and between the parts of one: JSON has them only escaped. */
const LEASE_SEPARATOR = '\u001e';
const PART_SEPARATOR = '\u001f';
const NONE: ReadonlySet<number> = new Set();

/** Takes the text apart that `execution.take_turn` answers. A task whose input was deleted meanwhile is left to expire. */
export function readTurnAnswer(text: string): TurnAnswer {
  const [dead, ...leases] = text.split(LEASE_SEPARATOR) as [string, ...string[]];
  return {
    dead: dead === '' ? NONE : new Set(dead.split(',').map((place) => Number(place) - 1)),
    leases: leases.flatMap((lease) => (lease === '' ? [] : readLease(lease))),
  };
}

function readLease(text: string): TurnLease[] {
  const [seat, slotId, epoch, readySeconds, strikes, ttlMs, hardCapMs, brief, parameters, example, footage] =
    text.split(PART_SEPARATOR);
  if (!brief) return [];
  return [
    {
      seat: Number(seat) - 1,
      slotId: Number(slotId),
      epoch: Number(epoch),
      readyAt: new Date(Math.round(Number(readySeconds) * 1_000)),
      strikes: Number(strikes),
      ttlMs: Number(ttlMs),
      hardCapMs: Number(hardCapMs),
      brief: JSON.parse(brief) as TaskBrief,
      parameters: parameters!,
      exampleDescriptor: example!,
      footageDescriptor: footage!,
    },
  ];
}
