import { seededRandom } from '@effect-studio/economics/statistics/seeded-random';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** The world is written in blocks of this length, each at once or not at all. */
export const BLOCK_MS = 3 * HOUR_MS;
/** The block that is not over yet is written in slices of this length, so that the last hour is never empty. */
export const SLICE_MS = 5 * 60_000;

/** A way of making an effect. */
export interface WorldWorkflow {
  workflowId: string;
  providerId: string;
  effectTypeId: string;
  variant: 'fast' | 'balanced' | 'fine';
}

/** What makes the world the world it is; the same frame gives the same history. */
export interface WorldFrame {
  seed: string;
  /** The first moment, a whole UTC day. */
  origin: Date;
  peopleCount: number;
  workflows: readonly WorldWorkflow[];
  /** Days from the origin to the day of the first seeding, which has busy days before it; absent: there are none. */
  presentDay?: number;
}

export interface PlannedLeg {
  workflow: WorldWorkflow;
  role: 'candidate' | 'exploration' | 'shadow' | 'finish';
  /** Attempts in their order; only the last one can have delivered. */
  attempts: { outcome: 'succeeded' | 'failed'; busyMs: number; startupMs: number; throttledMs: number }[];
  milliUnits: number;
  queueWaitMs: number;
  /** Composite in millionths; null when the output was rejected or nothing was delivered. */
  qualityPpm: number | null;
}

export interface PlannedRun {
  /** Index of the person, 0-based. */
  person: number;
  effectTypeId: string;
  endedAt: Date;
  legs: PlannedLeg[];
  /** Index of the winning candidate among the legs; its full-length render is the last leg. Null: all failed. */
  winner: number | null;
  /** When a reviewer gave the tokens back; null when nobody did. */
  refundedAt: Date | null;
}

/** Things that happened, in days from the origin. */
export const EVENTS = {
  /** The fine provider's machines became dearer. */
  rateRiseDay: 60,
  /** The studio followed a recommendation for its first effect: the balanced provider does most of it since. */
  switchDay: 76,
  /** The fine provider failed most of its work for nine hours. */
  outage: { day: 95, fromHour: 7, toHour: 16 },
  /** A run costs more since. */
  priceRiseDay: 120,
  /** How strongly people answer to it. */
  elasticity: 0.8,
  /** The fast provider got faster machines. */
  fasterDay: 140,
} as const;

/** The busy days before the first seeding, and what went wrong in them; days from {@link WorldFrame.presentDay}. */
export const LATELY = {
  /** A festival: many times the usual runs. */
  festival: { fromDay: -4, toDay: 1, times: 8 },
  /** The balanced provider takes more than twice its time. */
  slow: { fromDay: -1.3, toDay: -1.05, times: 2.3 },
  /** The fast provider lets through less than is asked. */
  throttled: { fromDay: -0.2, toDay: 1, share: 0.35 },
} as const;

/** Whether a time since the origin, in days, lies in one of the spans before the present. */
const isWithin = (
  { presentDay }: WorldFrame,
  day: number,
  { fromDay, toDay }: { fromDay: number; toDay: number },
): boolean => presentDay !== undefined && day >= presentDay + fromDay && day < presentDay + toDay;

const WORK: Readonly<Record<WorldWorkflow['variant'], { msPerUnit: number; quality: number }>> = {
  fast: { msPerUnit: 1_600, quality: 0.74 },
  balanced: { msPerUnit: 3_400, quality: 0.81 },
  fine: { msPerUnit: 6_500, quality: 0.82 },
} as const;
type Chances = Readonly<Record<WorldWorkflow['variant'], number>>;
/** Chance that a provider's candidate wins, before and after the switch. */
const WINS: Chances = { fast: 0.15, balanced: 0.3, fine: 0.55 };
const WINS_AFTER_SWITCH: Chances = { fast: 0.15, balanced: 0.7, fine: 0.15 };

/** Runs per day at the beginning and half a year later. */
const GROWTH = { from: 14, to: 60, days: 180 } as const;

/**
 * What happened in one block: pure, and the same for the same frame and block, whatever was asked before. Volume grows
 * over the months, sinks on weekends and has its peak in the evening; people differ in how often they come and in the
 * length of their clips.
 * @param start of the block, a multiple of {@link BLOCK_MS}
 */
export function planBlock(frame: WorldFrame, start: Date): PlannedRun[] {
  const random = seededRandom(`${frame.seed}:${start.toISOString()}`);
  const effects = [...new Set(frame.workflows.map(({ effectTypeId }) => effectTypeId))].sort();
  const count = poisson(expectedRuns(frame, start), random);
  return Array.from({ length: count }, () => planRun(frame, start, effects, random));
}

/** Mean number of runs of a block. */
export function expectedRuns(frame: WorldFrame, start: Date): number {
  const day = (start.getTime() - frame.origin.getTime()) / DAY_MS;
  const festival = isWithin(frame, day, LATELY.festival) ? LATELY.festival.times : 1;
  const perDay = GROWTH.from * (GROWTH.to / GROWTH.from) ** (day / GROWTH.days);
  const weekday = start.getUTCDay();
  const week = weekday === 0 || weekday === 6 ? 0.7 : 1.12;
  const hour = (start.getTime() % DAY_MS) / HOUR_MS + BLOCK_MS / HOUR_MS / 2;
  // Busiest at 19 h UTC, quietest at 7 h.
  const daytime = 1 + 0.65 * Math.cos(((hour - 19) / 24) * 2 * Math.PI);
  // People answer to the price: a rise of a ninth keeps one in twelve away.
  const answer = day >= EVENTS.priceRiseDay ? (50 / 45) ** -EVENTS.elasticity : 1;
  return (perDay * week * daytime * festival * answer * BLOCK_MS) / DAY_MS;
}

function planRun(
  frame: WorldFrame,
  start: Date,
  effects: readonly string[],
  random: () => number,
): PlannedRun {
  const endedAt = new Date(start.getTime() + Math.floor(random() * BLOCK_MS));
  const day = (endedAt.getTime() - frame.origin.getTime()) / DAY_MS;
  // Few people come often: a power law over the ranks.
  const person = Math.floor(frame.peopleCount * random() ** 1.8);
  const effectTypeId = effects[Math.floor(effects.length * random() ** 1.3)]!;
  const arms = frame.workflows.filter((workflow) => workflow.effectTypeId === effectTypeId);
  const footageUnits = 4 + 9 * habitOf(frame.seed, person) * random();
  const legs = arms.map((workflow) => planLeg(frame, workflow, endedAt, day, 1.55, roleOf(random()), random));
  if (random() < 0.04) legs.push(planLeg(frame, arms[0]!, endedAt, day, 1.55, 'shadow', random));
  const winner = chooseWinner(legs, effectTypeId === effects[0] && day >= EVENTS.switchDay, random);
  if (winner !== null) {
    const finish = planLeg(frame, legs[winner]!.workflow, endedAt, day, footageUnits, 'finish', random);
    // A finish that fails is tried again until it is there: the charged runs are what this is about.
    finish.attempts.at(-1)!.outcome = 'succeeded';
    legs.push({ ...finish, qualityPpm: finish.qualityPpm ?? legs[winner]!.qualityPpm });
  }
  const isRefunded = winner !== null && random() < 0.025;
  return {
    person,
    effectTypeId,
    endedAt,
    legs,
    winner,
    refundedAt: isRefunded ? new Date(endedAt.getTime() + Math.floor((1 + 5 * random()) * 60_000)) : null,
  };
}

const roleOf = (draw: number): PlannedLeg['role'] => (draw < 0.05 ? 'exploration' : 'candidate');

function planLeg(
  frame: WorldFrame,
  workflow: WorldWorkflow,
  at: Date,
  day: number,
  units: number,
  role: PlannedLeg['role'],
  random: () => number,
): PlannedLeg {
  const { msPerUnit, quality } = WORK[workflow.variant];
  const faster = workflow.variant === 'fast' && day >= EVENTS.fasterDay ? 0.8 : 1;
  const isColdStart = random() < 0.06;
  const failureShare = isOutage(workflow, at, day) ? 0.7 : 0.03;
  const slow = workflow.variant === 'balanced' && isWithin(frame, day, LATELY.slow) ? LATELY.slow.times : 1;
  const isThrottling = workflow.variant === 'fast' && isWithin(frame, day, LATELY.throttled);
  const attempt = () => {
    const throttledMs =
      isThrottling && random() < LATELY.throttled.share ? Math.round(800 + 4_000 * random()) : 0;
    return {
      outcome: random() < failureShare ? ('failed' as const) : ('succeeded' as const),
      busyMs: Math.round(units * msPerUnit * faster * slow * Math.exp(0.25 * normal(random))) + throttledMs,
      startupMs: isColdStart ? Math.round(4_000 + 5_000 * random()) : 0,
      throttledMs,
    };
  };
  const first = attempt();
  const attempts = first.outcome === 'failed' ? [first, attempt()] : [first];
  const hasDelivered = attempts.at(-1)!.outcome === 'succeeded';
  const isRejected = random() < 0.015;
  const composite = Math.min(0.99, Math.max(0.3, quality + 0.05 * normal(random)));
  return {
    workflow,
    role,
    attempts,
    milliUnits: Math.round(units * 1_000),
    queueWaitMs: Math.round(400 + 2_500 * random() ** 3),
    qualityPpm: hasDelivered && !isRejected ? Math.round(composite * 1e6) : null,
  };
}

function isOutage({ variant }: WorldWorkflow, at: Date, day: number): boolean {
  const hour = (at.getTime() % DAY_MS) / HOUR_MS;
  const { outage } = EVENTS;
  return (
    variant === 'fine' && Math.floor(day) === outage.day && hour >= outage.fromHour && hour < outage.toHour
  );
}

/** One of the candidates that were judged, the better liked providers more often. */
function chooseWinner(legs: readonly PlannedLeg[], isSwitched: boolean, random: () => number): number | null {
  const chances = isSwitched ? WINS_AFTER_SWITCH : WINS;
  const weights = legs.map(({ role, qualityPpm, workflow }) =>
    role === 'shadow' || qualityPpm === null ? 0 : chances[workflow.variant],
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return null;
  let left = random() * total;
  const index = weights.findIndex((weight) => {
    left -= weight;
    return weight > 0 && left < 0;
  });
  return index === -1 ? weights.findLastIndex((weight) => weight > 0) : index;
}

/** How long this person's clips are against others', 0.5 to 1.5. */
const habitOf = (seed: string, person: number): number => 0.5 + seededRandom(`${seed}:person-${person}`)();

/** Knuth's way to a Poisson variate (The Art of Computer Programming 2, §3.4.1); means are small here. */
function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    count += 1;
    product *= random();
  }
  return count;
}

/** Standard normal by Box and Muller (1958). */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
