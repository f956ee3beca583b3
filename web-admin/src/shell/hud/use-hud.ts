import type { StreamPoint } from '@effect-studio/web-kit/charts/stream-chart.tsx';
import { useConnection, useConnects } from '@effect-studio/web-kit/graph/connection-store.ts';
import { useEffect, useState } from 'react';
import { useQuery, useSubscription } from 'urql';
import type { HudPartsFragment, MarginWindow } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import { HudDocument, HudParts, MarginUpdatesDocument } from './hud.graphql.ts';
import { withPoint } from './margin-series.ts';

type Series = Readonly<Record<MarginWindow, readonly StreamPoint[]>>;
const NOTHING: Series = { HOUR: [], DAY: [], WEEK: [] };

/** The business over one window, live, with what was received of its margin since the page was opened. */
export function useHud(window: MarginWindow) {
  const [{ data, error }, read] = useQuery({ query: HudDocument, variables: { window } });
  const [{ error: feedError }] = useSubscription({ query: MarginUpdatesDocument, variables: { window } });
  const hud: HudPartsFragment | null = readFragment(HudParts, data?.marginHud) ?? null;
  const [series, setSeries] = useState(NOTHING);
  const connects = useConnects();
  const connection = useConnection();
  useEffect(() => {
    if (connects > 0) read({ requestPolicy: 'network-only' });
  }, [connects, read]);
  useEffect(() => {
    if (hud === null) return;
    const point = { at: Date.parse(hud.at) / 1000, value: hud.total.margin ?? null };
    setSeries((known) => ({ ...known, [hud.window]: withPoint(known[hud.window], point) }));
  }, [hud]);
  return {
    hud,
    series: series[window],
    error: error ?? feedError,
    isStale: connection.state === 'reconnecting',
    retry: () => read({ requestPolicy: 'network-only' }),
  };
}

export type HudFeed = ReturnType<typeof useHud>;
