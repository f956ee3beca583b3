import { expect, it } from 'vitest';
import { connectionStore } from './connection-store.ts';

it('counts how often the link came up: a break changes nothing, a return does', () => {
  const seen: number[] = [];
  const stop = connectionStore.subscribe(() => seen.push(connectionStore.connects()));
  connectionStore.up();
  connectionStore.down(new Date());
  expect(connectionStore.get().state).toBe('reconnecting');
  connectionStore.up();
  stop();
  expect(seen).toEqual([1, 1, 2]);
});
