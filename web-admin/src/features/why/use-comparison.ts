import { useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { useMemo } from 'react';
import { DAY_MS, HOUR_MS, type Span, spanBefore, useSpan, WINDOW_MS } from '../../parts/spans.ts';
import { useBusiness } from '../../shell/window-context.tsx';

/** Lengths that are compared with the same length before. */
export const PRESETS = {
  '1h': { lengthMs: HOUR_MS, words: 'Last hour' },
  '24h': { lengthMs: DAY_MS, words: 'Last 24 hours' },
  '7d': { lengthMs: 7 * DAY_MS, words: 'Last 7 days' },
  '30d': { lengthMs: 30 * DAY_MS, words: 'Last 30 days' },
} as const;
export type Preset = keyof typeof PRESETS;

const isPreset = (text: string | null): text is Preset => text !== null && text in PRESETS;
const isMoment = (text: string | null): text is string => text !== null && !Number.isNaN(Date.parse(text));

/** Two spans to compare and the part of the books, all in the address, so that a link shows the same. */
export function useComparison() {
  const { window } = useBusiness();
  const [last, setLast] = useHashSearch('last');
  const [spans, setSpans] = useHashSearch('spans');
  const [providerId, setProvider] = useHashSearch('provider');
  const [effectTypeId, setEffect] = useHashSearch('effect');
  const preset = isPreset(last)
    ? last
    : (['1h', '24h', '7d'] as const).find((key) => PRESETS[key].lengthMs === WINDOW_MS[window])!;
  const later = useSpan(PRESETS[preset].lengthMs);
  const own = useMemo(() => ownSpans(spans), [spans]);
  const slice = useMemo(() => ({ providerId, effectTypeId }), [providerId, effectTypeId]);
  const pair = useMemo(() => own ?? { earlier: spanBefore(later), later }, [own, later]);
  return {
    ...pair,
    slice,
    preset: own === null ? preset : null,
    choosePreset: (next: Preset) => {
      setSpans(null);
      setLast(next);
    },
    chooseSpans: (earlier: Span, next: Span) =>
      setSpans([earlier.from, earlier.to, next.from, next.to].join('~')),
    providerId,
    setProvider,
    effectTypeId,
    setEffect,
  };
}

export type Comparison = ReturnType<typeof useComparison>;

/** Spans that a link names: four moments. */
export function ownSpans(text: string | null): { earlier: Span; later: Span } | null {
  const [a = null, b = null, c = null, d = null] = text?.split('~') ?? [];
  if (!isMoment(a) || !isMoment(b) || !isMoment(c) || !isMoment(d)) return null;
  return { earlier: { from: a, to: b }, later: { from: c, to: d } };
}
