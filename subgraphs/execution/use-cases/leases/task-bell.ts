import type { Ticks } from '@effect-studio/kernel/bus/ticks';
import type { ContextServices } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';

const TOPIC = 'bell:tasks';

/** Who of this process listens: rung without the way over Redis. */
const listeners = new WeakMap<Ticks, Set<() => void>>();
/** Rings of this process, which its own listeners have heard already. */
const PROCESS = newId();

/** Wakes waiting agents in every process once the transaction is committed: work or room for work appeared. */
export function ringTaskBell(tx: Transaction): void {
  tx.afterCommit(() => publishTaskBell(tx.call));
}

/** The same, after a commit. */
export function publishTaskBell({ ticks }: Pick<ContextServices, 'ticks'>): void {
  for (const listener of listeners.get(ticks) ?? []) listener();
  ticks.publish(TOPIC, { from: PROCESS });
}

/** Calls `listener` at every ring. @returns ends the listening */
export function onTaskBell({ ticks }: Pick<ContextServices, 'ticks'>, listener: () => void): () => void {
  const own = listeners.get(ticks) ?? new Set();
  listeners.set(ticks, own.add(listener));
  const stop = ticks.on(TOPIC, ({ data }) => {
    if (data.from !== PROCESS) listener();
  });
  return () => {
    own.delete(listener);
    stop();
  };
}
