import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatClock, formatPercent } from '../format.ts';

/** One value that arrived; `null` where the link was down, drawn as a gap. */
export interface StreamPoint {
  /** Unix time in seconds. */
  at: number;
  /** Share, 0.336 is 33.6%. */
  value: number | null;
}

/** The axis never spans less: a page that was just opened does not look busier than it is. */
const SHORTEST_SECONDS = 60;

const read = (element: Element, name: string): string =>
  getComputedStyle(element).getPropertyValue(name).trim();

function optionsFor(element: HTMLElement, height: number): uPlot.Options {
  const axis = {
    stroke: read(element, '--es-faint'),
    font: '11px "Inter Variable", sans-serif',
    ticks: { show: false },
  };
  const accent = read(element, '--es-accent');
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { y: false, points: { size: 7 } },
    scales: {
      x: { range: (_, from, to) => [Math.min(from, to - SHORTEST_SECONDS), to] },
      y: { range: (_, low, high) => spread(low, high) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 90,
        size: 32,
        values: (_, splits) => splits.map((at) => formatClock(new Date(at * 1000))),
      },
      {
        ...axis,
        size: 58,
        grid: { stroke: read(element, '--es-line'), width: 1 },
        values: (_, splits) => splits.map(formatPercent),
      },
    ],
    series: [
      {},
      {
        stroke: accent,
        fill: `color-mix(in srgb, ${accent} 10%, transparent)`,
        width: 1.75,
        points: { show: false },
        paths: uPlot.paths.stepped?.({ align: 1 }),
      },
    ],
  };
}

/** Leaves air around the line, so that a flat margin is not drawn on the edge. */
function spread(low: number | null, high: number | null): [number, number] {
  const [from, to] = [low ?? 0, high ?? 1];
  const air = Math.max((to - from) * 0.25, 0.01);
  return [from - air, to + air];
}

/** Values as they arrive, each holding until the next. The last one is drawn up to `now`. */
export function StreamChart({
  points,
  now,
  height = 230,
}: {
  points: readonly StreamPoint[];
  now: Date;
  height?: number;
}) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const scheme = useComputedColorScheme('dark');

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read again when the scheme changes
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const chart = new uPlot(optionsFor(element, height), [[], []], element);
    plot.current = chart;
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [height, scheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot has to be filled as well
  useEffect(() => {
    const last = points.at(-1);
    const held =
      last === undefined ? [] : [{ at: Math.max(last.at, now.getTime() / 1000), value: last.value }];
    const all = [...points, ...held];
    plot.current?.setData([all.map(({ at }) => at), all.map(({ value }) => value)]);
  }, [points, now, scheme, height]);

  return <div ref={place} aria-hidden style={{ minHeight: height, minWidth: 0, overflow: 'hidden' }} />;
}
