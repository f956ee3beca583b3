import type { RoutingPolicy } from './policy.ts';

/** What of some settings cannot be used. */
export interface PolicyFault {
  field: keyof RoutingPolicy;
  cause: string;
  suggestion: string;
}

const SHARES = [
  'explorationShare',
  'weightFloor',
  'qualityFloor',
  'qualityWeight',
  'costWeight',
  'speedWeight',
  'marginTolerance',
] as const;

/** The first thing that is wrong with some settings; null when they can be used. */
export function faultOf(policy: RoutingPolicy): PolicyFault | null {
  for (const field of SHARES) {
    const value = policy[field];
    if (!(value >= 0 && value <= 1)) {
      return { field, cause: `${field} is ${value}.`, suggestion: 'Choose a number from 0 to 1.' };
    }
  }
  const weights = policy.qualityWeight + policy.costWeight + policy.speedWeight;
  if (Math.abs(weights - 1) > 1e-6) {
    return {
      field: 'qualityWeight',
      cause: `The weights of quality, cost and speed add up to ${weights}.`,
      suggestion: 'Give all three so that they add up to 1.',
    };
  }
  for (const field of ['costCapNanoUsd', 'durationSloMs'] as const) {
    const value = policy[field];
    if (value !== null && !(Number.isSafeInteger(value) && value > 0)) {
      return {
        field,
        cause: `${field} is ${value}.`,
        suggestion: 'Give a whole number above 0, or null for twice the effect’s mean.',
      };
    }
  }
  return null;
}
