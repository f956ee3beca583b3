import type { AnyVariables, CombinedError } from '@urql/core';
import { useEffect, useRef } from 'react';
import { type UseQueryArgs, useQuery } from 'urql';
import { useConnection, useConnects } from './connection-store.ts';

/** What a panel shows: the data that is known, or why there is none. */
export interface Answer<Data> {
  data: Data | undefined;
  error: CombinedError | undefined;
  isFetching: boolean;
  /** The link is down: what is shown may be old. */
  isStale: boolean;
  /** Asks again, past the cache. */
  retry: () => void;
}

/** A query that is read again whenever the live link came back, since changes may have been missed meanwhile. */
export function useLiveQuery<Data, Variables extends AnyVariables>(
  args: UseQueryArgs<Variables, Data>,
): Answer<Data> {
  const [{ data, error, fetching }, read] = useQuery<Data, Variables>(args);
  const connects = useConnects();
  const seen = useRef(connects);
  const { pause } = args;
  useEffect(() => {
    if (connects === seen.current) return;
    const isReturn = seen.current > 0;
    seen.current = connects;
    if (isReturn && !pause) read({ requestPolicy: 'network-only' });
  }, [connects, read, pause]);
  const isStale = useConnection().state === 'reconnecting';
  return { data, error, isFetching: fetching, isStale, retry: () => read({ requestPolicy: 'network-only' }) };
}
