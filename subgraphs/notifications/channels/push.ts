import type { CallContext } from '@effect-studio/kernel/context';
import webPush from 'web-push';
import { appOrigin, pushHosts, vapidKeys } from '../config.ts';
import type { AttemptOutcome } from '../domain/delivery.ts';
import { placeOf } from '../domain/letter.ts';
import { faultOf, type PushTarget } from '../domain/push-device.ts';
import type { DueDelivery } from '../persistence/delivery-rows.ts';
import { pushTarget, removeDevice } from '../persistence/push-device-rows.ts';
import { retryAfterMs } from './retry-after.ts';

const TIMEOUT_MS = 10_000;
/** How long a push service keeps a push for a device that is off, in seconds. */
const TTL_S = 86_400;
/** A push has room for some 4,000 bytes (RFC 8291 §4). */
const BODY_LIMIT = 1_000;

/**
 * Pushes a notice to one device, encrypted for it alone (RFC 8291) and signed by this studio (RFC 8292). A device that the
 * push service says is gone is forgotten.
 */
export async function sendByPush(ctx: CallContext, due: DueDelivery): Promise<AttemptOutcome> {
  const { targetId, ownerId } = due;
  const target = targetId && (await ctx.db.transaction(ctx, (tx) => pushTarget(tx, targetId, ownerId)));
  if (!target) return { kind: 'no-way', cause: 'The device was removed.' };
  const vapidDetails = vapidKeys();
  if (!vapidDetails) return { kind: 'no-way', cause: 'This studio has no VAPID keys.' };
  const fault = faultOf(target, pushHosts());
  if (fault) return { kind: 'no-way', cause: fault.cause };
  const response = await push(target, due, vapidDetails);
  if (response.ok) return { kind: 'sent' };
  const said = `The push service of ${new URL(target.endpoint).hostname} answered ${response.status}.`;
  switch (response.status) {
    case 404:
    case 410:
      await ctx.db.transaction(ctx, (tx) => removeDevice(tx, targetId, ownerId));
      return { kind: 'no-way', cause: `${said} The device was forgotten.` };
    case 408:
    case 429:
      return { kind: 'failed', cause: said, retryAfterMs: retryAfterMs(response.headers) };
    default:
      return response.status >= 500
        ? { kind: 'failed', cause: said, retryAfterMs: retryAfterMs(response.headers) }
        : { kind: 'refused', cause: said };
  }
}

async function push(
  { endpoint, p256dh, auth }: PushTarget,
  due: DueDelivery,
  vapidDetails: { subject: string; publicKey: string; privateKey: string },
): Promise<Response> {
  const { title, body, notificationId } = due;
  const payload = JSON.stringify({
    id: notificationId,
    title,
    body: body.slice(0, BODY_LIMIT),
    url: placeOf(due, appOrigin()),
  });
  const request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
    vapidDetails,
    TTL: TTL_S,
    contentEncoding: 'aes128gcm',
    // The same notice again, after a fault on the way, takes the place of the first (RFC 8030 §5.4).
    topic: notificationId.replaceAll('-', ''),
  });
  const response = await fetch(request.endpoint, {
    method: request.method,
    headers: Object.entries(request.headers).map(
      ([name, value]) => [name, String(value)] as [string, string],
    ),
    body: new Uint8Array(request.body as Buffer),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  return response;
}
