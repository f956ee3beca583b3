import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
  problem,
} from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { lockFleetAction } from '../persistence/fleet-actions.ts';
import { endFleetAction } from './act-on-fleet.ts';

/** Undoes an action on a fleet because an admin says so; who and why is kept in the bottleneck's history. */
export async function revertFleetAction(
  ctx: CallContext,
  { actionId, reason, idempotencyKey }: { actionId: string; reason: string; idempotencyKey: string },
): Promise<{ id: string } | NotFound | InvalidInput | InvalidState | IdempotencyConflict> {
  const words = reason.trim();
  if (words === '')
    return invalidInput('reason', 'A reason is missing.', 'Say in a sentence why the action is undone.');
  if (!isId(actionId)) return notFound('action', actionId);
  const payload = { actionId, reason: words };
  return idempotent(ctx, { operation: 'revertFleetAction', key: idempotencyKey, payload }, async (tx) => {
    const action = await lockFleetAction(tx, actionId);
    if (!action) return notFound('action', actionId);
    if (action.state !== 'APPLIED') {
      return problem('InvalidState', {
        title: 'Not in force',
        status: 409,
        humanReadableCause: `This action is ${action.state.toLowerCase()} already.`,
        suggestedAction: 'Nothing has to be undone.',
        instance: actionId,
      });
    }
    await endFleetAction(tx, action, { why: 'BY_HAND', reason: words });
    return { id: action.id };
  });
}
