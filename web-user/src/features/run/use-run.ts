import { useConnects } from '@effect-studio/web-kit/graph/connection-store.ts';
import { useEffect } from 'react';
import { useQuery, useSubscription } from 'urql';
import type { RunProgressSubscription } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import { hear, type LiveRun, UNHEARD } from './live-run.ts';
import { RunDocument, RunParts, RunProgressDocument } from './run.graphql.ts';
import { rereading } from './run-rereading.ts';

/** Signed URLs are good for an hour; they are asked for again before that. */
const RENEW_URLS_MS = 45 * 60_000;

/** A run, followed live. The page reads it again whenever the link came up, and after a gap. */
export function useRun(id: string) {
  const [{ data, error, fetching }, read] = useQuery({ query: RunDocument, variables: { id } });
  const [{ data: live = UNHEARD, error: feedError }] = useSubscription<RunProgressSubscription, LiveRun>(
    { query: RunProgressDocument, variables: { id } },
    (known = UNHEARD, heard) => hear(known, heard),
  );
  const connects = useConnects();
  const { gap, previews } = live;
  useEffect(() => {
    if (connects > 0 || gap !== null) read({ requestPolicy: 'network-only' });
  }, [connects, gap, read]);
  useEffect(() => {
    const timer = setInterval(() => read({ requestPolicy: 'network-only' }), RENEW_URLS_MS);
    return () => clearInterval(timer);
  }, [read]);
  const run = readFragment(RunParts, data?.run);
  const state = run?.state;
  useEffect(() => {
    if (state === undefined) return;
    const again = () => read({ requestPolicy: 'network-only' });
    const { every, after } = rereading(state);
    const interval = every === null ? undefined : setInterval(again, every);
    const timers = after.map((ms) => setTimeout(again, ms));
    return () => {
      clearInterval(interval);
      for (const timer of timers) clearTimeout(timer);
    };
  }, [state, read]);
  return {
    run,
    previews,
    isMissing: data?.run === null && !fetching,
    error,
    feedError,
    retry: () => read({ requestPolicy: 'network-only' }),
  };
}
