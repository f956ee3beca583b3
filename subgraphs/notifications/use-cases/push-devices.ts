import { type CallContext, systemCaller } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput, type NotFound, notFound } from '@effect-studio/kernel/errors';
import { isId, newId } from '@effect-studio/kernel/ids';
import { pushHosts } from '../config.ts';
import { faultOf, type PushTarget } from '../domain/push-device.ts';
import { addDevice, removeDevice } from '../persistence/push-device-rows.ts';

/** Longest name of a device, in characters. */
const NAME_LIMIT = 300;

/** Lets a browser show the caller's news from now on. */
export async function addPushDevice(
  ctx: CallContext,
  { idempotencyKey, ...target }: PushTarget & { device: string; idempotencyKey: string },
): Promise<{ id: string } | InvalidInput | IdempotencyConflict> {
  const fault = faultOf(target, pushHosts());
  if (fault) return invalidInput(fault.field, fault.cause, 'Allow news in this browser again.');
  const ownerId = ctx.caller.subjectId ?? '';
  const platform = { ...ctx, caller: systemCaller(ctx.caller.tenantId) };
  const command = {
    operation: 'addPushDevice',
    key: idempotencyKey,
    payload: target,
    subjectId: ownerId,
  };
  return idempotent(platform, command, (tx) =>
    addDevice(tx, newId(), ownerId, { ...target, device: target.device.slice(0, NAME_LIMIT) }),
  );
}

/** Has a device of the caller show no more news. */
export async function removePushDevice(
  ctx: CallContext,
  { deviceId, idempotencyKey }: { deviceId: string; idempotencyKey: string },
): Promise<{ deviceId: string } | NotFound | IdempotencyConflict> {
  if (!isId(deviceId)) return notFound('device', deviceId);
  const command = { operation: 'removePushDevice', key: idempotencyKey, payload: { deviceId } };
  return idempotent<{ deviceId: string } | NotFound>(ctx, command, async (tx) =>
    (await removeDevice(tx, deviceId, ctx.caller.subjectId ?? ''))
      ? { deviceId }
      : notFound('device', deviceId),
  );
}
