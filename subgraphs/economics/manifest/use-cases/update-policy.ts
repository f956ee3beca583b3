import type { CallContext } from '@effect-studio/kernel/context';
import { invalidInput, notFound } from '@effect-studio/kernel/errors';
import { faultOf } from '../domain/check-policy.ts';
import type { RoutingPolicy } from '../domain/policy.ts';
import { readCatalogue } from '../persistence/catalogue.ts';
import { ALL_EFFECTS, insertPolicy, policiesInForce } from '../persistence/policies.ts';
import { changeRouting, type RoutingAnswer, reasonFault } from './change-routing.ts';

/** New settings; what is absent keeps its present value. */
export interface UpdateRoutingPolicy {
  /** Null: all effect types without settings of their own. */
  effectTypeId: string | null;
  changes: Partial<RoutingPolicy>;
  reason: string;
  key: string;
}

/** Makes a new version of an effect type's settings. */
export function updateRoutingPolicy(
  ctx: CallContext,
  { key, ...order }: UpdateRoutingPolicy,
): Promise<RoutingAnswer> {
  return changeRouting(ctx, { operation: 'updateRoutingPolicy', key, payload: order }, async (tx) => {
    const { effectTypeId, changes, reason } = order;
    const badReason = reasonFault(reason);
    if (badReason) return badReason;
    if (effectTypeId && !(await readCatalogue(tx)).some((one) => one.effectTypeId === effectTypeId)) {
      return notFound('effect type with workflows', effectTypeId);
    }
    const inForce = (await policiesInForce(tx))(effectTypeId ?? ALL_EFFECTS);
    const policy = { ...inForce.policy, ...changes };
    const fault = faultOf(policy);
    if (fault) return invalidInput(fault.field, fault.cause, fault.suggestion);
    const made = await insertPolicy(tx, {
      effectTypeId: effectTypeId ?? ALL_EFFECTS,
      policy,
      reason: reason.trim(),
    });
    return { overrideId: null, policy: { effectTypeId: made.effectTypeId, version: made.version } };
  });
}
