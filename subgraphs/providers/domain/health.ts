import type { ProviderStatus } from './catalogue.ts';

/** Unhealthy probes in a row until a provider is degraded, and until it is taken out of routing. */
export const DEGRADED_AFTER = 2;
export const UNHEALTHY_AFTER = 3;
/** Healthy probes in a row until a provider that failed is trusted again. */
export const HEALTHY_AFTER = 3;

const NEWEST_WEIGHT = 0.2;

/** Measured health of a provider, without an operator's pause. */
export interface Health {
  status: Exclude<ProviderStatus, 'PAUSED'>;
  /** Healthy probes in a row; 0 after an unhealthy one. */
  goodStreak: number;
  badStreak: number;
  /** Whether the last unhealthy probe found no machine, rather than failing work. */
  isAbsent: boolean;
  /** Exponentially weighted share of healthy probes; null before the first. */
  score: number | null;
}

/**
 * A provider that was never probed counts as healthy: in a fresh studio its machines register a second
 * after the catalogue is seeded, and work may queue for them.
 */
export const UNPROBED: Health = {
  status: 'HEALTHY',
  goodStreak: 0,
  badStreak: 0,
  isAbsent: false,
  score: null,
};

/**
 * Health after one more probe, with hysteresis: several bad ones in a row take a provider out, several
 * good ones bring it back. One that was only absent is back with its first machine.
 */
export function observe(health: Health, probe: { healthy: boolean; onlineAgents: number }): Health {
  const value = probe.healthy ? 1 : 0;
  const score = health.score === null ? value : health.score + NEWEST_WEIGHT * (value - health.score);
  if (probe.healthy) {
    const goodStreak = health.goodStreak + 1;
    const isTrusted = health.isAbsent || goodStreak >= HEALTHY_AFTER;
    return {
      status: health.status === 'HEALTHY' || isTrusted ? 'HEALTHY' : health.status,
      goodStreak,
      badStreak: 0,
      isAbsent: health.isAbsent && !isTrusted,
      score,
    };
  }
  const badStreak = health.badStreak + 1;
  const isAbsent = probe.onlineAgents === 0;
  return { status: worsened(health.status, badStreak), goodStreak: 0, badStreak, isAbsent, score };
}

function worsened(status: Health['status'], badStreak: number): Health['status'] {
  if (badStreak >= UNHEALTHY_AFTER) return 'UNHEALTHY';
  if (badStreak >= DEGRADED_AFTER && status === 'HEALTHY') return 'DEGRADED';
  return status;
}
