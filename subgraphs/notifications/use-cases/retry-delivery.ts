import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidState, type NotFound, notFound, problem } from '@effect-studio/kernel/errors';
import { isId, newId } from '@effect-studio/kernel/ids';
import { lockDelivery, storeAttempt } from '../persistence/delivery-rows.ts';
import { scheduleAttempt } from './put-into-outbox.ts';

/** Has a notice that could not be delivered tried again, from the first wait on. */
export async function retryDelivery(
  ctx: CallContext,
  { deliveryId, idempotencyKey }: { deliveryId: string; idempotencyKey: string },
): Promise<{ id: string } | NotFound | InvalidState | IdempotencyConflict> {
  if (!isId(deliveryId)) return notFound('delivery', deliveryId);
  const command = { operation: 'retryDelivery', key: idempotencyKey, payload: { deliveryId } };
  return idempotent<{ id: string } | NotFound | InvalidState>(ctx, command, async (tx) => {
    const delivery = await lockDelivery(tx, deliveryId);
    if (!delivery) return notFound('delivery', deliveryId);
    if (delivery.state !== 'DEAD') {
      return problem('InvalidState', {
        title: 'Not undelivered',
        status: 409,
        humanReadableCause: 'This notice is on its way or has arrived.',
        suggestedAction: 'Reload the list.',
        instance: deliveryId,
      });
    }
    await storeAttempt(tx, deliveryId, { state: 'WAITING', attempts: 0, cause: null });
    await scheduleAttempt(tx, delivery, newId());
    return { id: deliveryId };
  });
}
