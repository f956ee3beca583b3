import recorded from './plan-digests.json' with { type: 'json' };

const planners: Readonly<Record<string, { digest: string }>> = recorded.planners;

/**
 * What this agent's code makes of workflows of an effect type, whatever the house's own settings are by now: the digest that was
 * recorded with `plan-digests.json`, which a test holds against the code. Null for an effect type that it does not plan.
 */
export const plannerDigest = (effectTypeId: string): string | null =>
  Object.hasOwn(planners, effectTypeId) ? planners[effectTypeId]!.digest : null;
