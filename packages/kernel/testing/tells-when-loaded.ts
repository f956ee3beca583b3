import { BroadcastChannel } from 'node:worker_threads';

/** Where this module says that a thread has loaded it. */
export const CHANNEL = 'kernel-tells-when-loaded';

const channel = new BroadcastChannel(CHANNEL);
channel.postMessage('loaded');
channel.unref();

/** Something to call. */
export const double = (value: number): number => 2 * value;
