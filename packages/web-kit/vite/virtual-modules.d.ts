declare module 'virtual:studio-schema' {
  import type { CacheExchangeOpts } from '@urql/exchange-graphcache';

  /** The types of the app's contract, as the cache needs them. */
  export const schema: NonNullable<CacheExchangeOpts['schema']>;
  /** Object types without an `id`. */
  export const valueTypes: string[];
}
