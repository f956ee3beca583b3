const WORKER = '/push-worker.js';

/** What the studio needs to push to this browser. */
export interface PushTarget {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** Whether this browser can show news while the app is closed; on iPhones only where the app is on the home screen. */
export const canPush = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

async function subscription(): Promise<PushSubscription | null> {
  if (!canPush()) return null;
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** SHA-256 of this browser's endpoint, as the studio lists it; null when it gets no pushes. */
export async function fingerprintHere(): Promise<string | null> {
  const known = await subscription();
  if (!known) return null;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(known.endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Asks the person, and subscribes this browser.
 * @param pushKey the studio's public key, base64url
 * @returns null when the person said no
 * @throws DOMException when the browser's push service cannot be reached
 */
export async function allowPushes(pushKey: string): Promise<PushTarget | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  await navigator.serviceWorker.register(WORKER);
  const { pushManager } = await navigator.serviceWorker.ready;
  // One that was made with another key, of a studio that was here before, cannot be used.
  await (await pushManager.getSubscription())?.unsubscribe();
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: pushKey });
  const { endpoint, keys } = made.toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth)
    throw new Error('the browser gave a subscription without keys');
  return { endpoint, p256dh: keys.p256dh, auth: keys.auth };
}

/** No news are shown here any more. The studio learns of it from the push service, with the next that it sends. */
export async function endPushesHere(): Promise<void> {
  await (await subscription())?.unsubscribe();
}

/** Goes to the place of a message that somebody touched. @returns how to stop */
export function followPushes(): () => void {
  if (!canPush()) return () => undefined;
  const go = ({ data }: MessageEvent<{ kind?: string; hash?: string }>) => {
    if (data?.kind === 'go-to' && data.hash?.startsWith('#/')) location.hash = data.hash;
  };
  navigator.serviceWorker.addEventListener('message', go);
  return () => navigator.serviceWorker.removeEventListener('message', go);
}
