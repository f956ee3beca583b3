import { useSyncExternalStore } from 'react';

/** How the live link stands. `reconnecting` keeps the moment at which values stopped arriving. */
export type Connection =
  | { state: 'connecting' }
  | { state: 'live'; connects: number }
  | { state: 'reconnecting'; since: Date };

let current: Connection = { state: 'connecting' };
let connects = 0;
const listeners = new Set<() => void>();

function change(next: Connection): void {
  current = next;
  for (const listener of listeners) listener();
}

/** Written by the socket of the graph client, read by every `LiveDot`. */
export const connectionStore = {
  up(): void {
    connects += 1;
    change({ state: 'live', connects });
  },
  down(at: Date): void {
    if (current.state === 'live') change({ state: 'reconnecting', since: at });
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  get: (): Connection => current,
  connects: (): number => connects,
};

export const useConnection = (): Connection =>
  useSyncExternalStore(connectionStore.subscribe, connectionStore.get);

/**
 * How often the link came up, also while it is down: the number changes when it is back, which is when a page that
 * depends on it reads its queries again.
 */
export const useConnects = (): number =>
  useSyncExternalStore(connectionStore.subscribe, connectionStore.connects);
