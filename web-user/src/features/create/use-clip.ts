import { useConnects } from '@effect-studio/web-kit/graph/connection-store.ts';
import { useEffect } from 'react';
import { useQuery, useSubscription } from 'urql';
import { readFragment } from '../../../generated/index.ts';
import { ClipChangedDocument, ClipDocument, ClipParts } from './create.graphql.ts';

/** A clip in the studio, followed while it is checked; null until it is known. */
export function useClip(videoId: string | null) {
  const pause = videoId === null;
  const variables = { id: videoId ?? '' };
  const [{ data }, read] = useQuery({ query: ClipDocument, variables, pause });
  useSubscription({ query: ClipChangedDocument, variables, pause });
  const connects = useConnects();
  useEffect(() => {
    // Checking may have ended between the upload and the moment at which the link came up.
    if (!pause && connects > 0) read({ requestPolicy: 'network-only' });
  }, [pause, connects, read]);
  return readFragment(ClipParts, pause ? null : data?.video) ?? null;
}
