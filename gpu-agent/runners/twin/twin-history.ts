import { createHash } from 'node:crypto';
import { valueAt } from './curve.ts';
import type { TwinFailureKind, TwinProvider } from './twin-file.ts';

/** What happens in one execution of a simulated provider. */
export interface TwinEvent {
  /** Counted from 0, per provider and lane. */
  execution: number;
  /** Milliseconds of work, for this many work units. */
  workMs: number;
  /** Share of the work that is done when it fails; null: it does not. */
  failure: { kind: TwinFailureKind; atShare: number } | null;
  /** 0 to 1. */
  quality: number;
  throttled: { count: number; retryAfterMs: number };
}

/**
 * What happens in the n-th execution: a function of the seed, the provider, the lane and n alone, so that the same seed
 * gives the same history, on whatever machine and at whatever speed.
 * @param lane tells twins of the same file apart, such as the agent's name
 */
export function twinEvent(
  seed: number,
  provider: TwinProvider,
  lane: string,
  execution: number,
  workUnits: number,
): TwinEvent {
  const draw = (what: string): number => uniform(`${seed}\n${provider.id}\n${lane}\n${execution}\n${what}`);
  const { latency, quality, failure, throttle } = provider;
  const declaredMs =
    valueAt(latency.fixedMs, execution) + workUnits * valueAt(latency.msPerWorkUnit, execution);
  const spread = Math.exp(latency.sigma * normal(draw('spread 1'), draw('spread 2')));
  const fails = draw('fails') < valueAt(failure.share, execution);
  const isThrottled = draw('throttled') < valueAt(throttle.share, execution);
  return {
    execution,
    workMs: declaredMs * spread,
    failure: fails ? { kind: choose(failure.kinds, draw('kind')), atShare: draw('when') } : null,
    quality: valueAt(quality, execution),
    throttled: isThrottled
      ? { count: throttle.times, retryAfterMs: valueAt(throttle.retryAfterMs, execution) }
      : { count: 0, retryAfterMs: 0 },
  };
}

/** 48 bits of a SHA-256 as a number from 0 to below 1. */
function uniform(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** Box and Muller (1958): a standard normal number from two uniform ones. */
function normal(one: number, two: number): number {
  return Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * two);
}

function choose(kinds: Partial<Record<TwinFailureKind, number>>, at: number): TwinFailureKind {
  const entries = Object.entries(kinds) as [TwinFailureKind, number][];
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let passed = 0;
  for (const [kind, weight] of entries) {
    passed += weight / total;
    if (at < passed) return kind;
  }
  return entries.at(-1)?.[0] ?? 'RENDER_FAILED';
}
