import type { ContextServices } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';

const TOPIC = 'bell:tasks';

/** Wakes waiting agents in every process once the transaction is committed: work or room for work appeared. */
export function ringTaskBell(tx: Transaction): void {
  tx.afterCommit(() => publishTaskBell(tx.call));
}

/** The same, after a commit. */
export function publishTaskBell(services: Pick<ContextServices, 'ticks'>): void {
  services.ticks.publish(TOPIC, {});
}

/** Calls `listener` at every ring. @returns ends the listening */
export function onTaskBell(services: Pick<ContextServices, 'ticks'>, listener: () => void): () => void {
  return services.ticks.on(TOPIC, listener);
}
