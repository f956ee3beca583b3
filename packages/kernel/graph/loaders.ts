import DataLoader from 'dataloader';
import type { CallContext } from '../context.ts';

/**
 * The DataLoader of this name in this call, made on first use; keys asked in one tick are loaded together.
 * @param batch gets distinct keys and answers a map; a missing key loads as null
 */
export function loader<Key, Value>(
  ctx: CallContext,
  name: string,
  batch: (keys: readonly Key[]) => Promise<Map<Key, Value>>,
): DataLoader<Key, Value | null> {
  const existing = ctx.loaders.get(name);
  if (existing) return existing as DataLoader<Key, Value | null>;
  const created = new DataLoader<Key, Value | null>(async (keys) => {
    const found = await batch(keys);
    return keys.map((key) => found.get(key) ?? null);
  });
  ctx.loaders.set(name, created as DataLoader<unknown, unknown>);
  return created;
}
