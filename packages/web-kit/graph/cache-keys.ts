import type { KeyingConfig } from '@urql/exchange-graphcache';

const keep = () => null;

/** How the cache knows things again: by `id`, by a key of their own, or, as values, inside their parent. */
export const cacheKeysOf = (valueTypes: readonly string[], keys: KeyingConfig = {}): KeyingConfig => ({
  ...Object.fromEntries(valueTypes.map((type) => [type, keep])),
  ...keys,
});
