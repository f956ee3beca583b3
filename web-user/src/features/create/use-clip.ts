import { useConnects } from '@effect-studio/web-kit/graph/connection-store.ts';
import { useEffect } from 'react';
import { useQuery, useSubscription } from 'urql';
import { readFragment } from '../../../generated/index.ts';
import { ClipChangedDocument, ClipDocument, ClipParts } from './create.graphql.ts';

/** The feed tells at once; this only covers a change between the upload and the moment at which the feed began. */
const ASK_AGAIN_MS = 5_000;

/** A clip in the studio, followed while it is checked; null until it is known. */
export function useClip(videoId: string | null) {
  const pause = videoId === null;
  const variables = { id: videoId ?? '' };
  const [{ data }, read] = useQuery({ query: ClipDocument, variables, pause });
  useSubscription({ query: ClipChangedDocument, variables, pause });
  const connects = useConnects();
  useEffect(() => {
    if (!pause && connects > 0) read({ requestPolicy: 'network-only' });
  }, [pause, connects, read]);
  const clip = readFragment(ClipParts, pause ? null : data?.video) ?? null;
  const isChecking = !pause && clip?.status !== 'READY' && clip?.status !== 'REJECTED';
  useEffect(() => {
    if (!isChecking) return;
    const timer = setInterval(() => read({ requestPolicy: 'network-only' }), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isChecking, read]);
  return clip;
}
