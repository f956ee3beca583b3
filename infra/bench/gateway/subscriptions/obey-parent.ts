import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Changes } from './changes-graph.ts';

/** Publishes when the bench says so, and tells how much memory is in use once garbage is gone. */
export function obeyParent(changes: Changes): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  process.on('message', (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'note' in message)
      changes.publish(String(message.note));
    if (message === 'memory') {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      process.send?.({ usedBytes: heapUsed + external });
    }
  });
}
