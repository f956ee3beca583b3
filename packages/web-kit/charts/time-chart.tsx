import { useComputedColorScheme } from '@mantine/core';
import { type CSSProperties, useEffect, useId, useRef, useState } from 'react';
import uPlot from 'uplot';
import { charts as en } from '../words/en/charts.ts';
import 'uplot/dist/uPlot.min.css';
import { formatMoment } from '../format.ts';
import { lonely } from './lonely.ts';
import classes from './time-chart.module.css';
import { timeLabels } from './time-labels.ts';

export interface TimeSeries {
  name: string;
  /** One value per time; null is a gap. */
  values: readonly (number | null)[];
  /** Colour role without its `--es-`, such as `accent`. */
  colour: 'accent' | 'good' | 'warn' | 'bad' | 'explore' | 'faint';
  look?: 'line' | 'area' | 'bars' | 'dashed';
}

interface TimeChartProps {
  /** Unix time in seconds, ascending. */
  times: readonly number[];
  series: readonly TimeSeries[];
  /** Bounds of what is expected, shaded between them; null where there are none. */
  band?: { name: string; low: readonly (number | null)[]; high: readonly (number | null)[] };
  format: (value: number) => string;
  /** The sentence that tells what is to be seen. */
  summary: string;
  height?: number;
  /** The axis begins at zero; else it follows the values. */
  fromZero?: boolean;
}

const read = (element: Element, name: string): string =>
  getComputedStyle(element).getPropertyValue(`--es-${name}`).trim();

/** Values over time, as a drawing or as a table. What lies under the pointer is written above the plot. */
export function TimeChart({ times, series, band, format, summary, height = 220, fromZero }: TimeChartProps) {
  const [isTable, setTable] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const said = useRef<HTMLSpanElement>(null);
  const scheme = useComputedColorScheme('dark');
  const id = useId();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read again when the scheme changes
  useEffect(() => {
    const element = place.current;
    if (element === null || isTable) return;
    const rows = [
      ...series.map(({ values }) => values),
      ...(band === undefined ? [] : [band.low, band.high]),
    ];
    const data = [times, ...rows] as unknown as uPlot.AlignedData;
    const say = (index: number | null | undefined) => {
      if (said.current === null) return;
      said.current.textContent =
        index == null || times[index] === undefined
          ? ''
          : [
              formatMoment(new Date(times[index] * 1000)).replace(/:\d\d GMT.*| UTC.*/, ''),
              ...series.flatMap(({ name, values }) => {
                const value = values[index];
                return value == null ? [] : [`${name} ${format(value)}`];
              }),
            ].join(' · ');
    };
    const chart = new uPlot(
      optionsFor({ element, height, series, band, format, fromZero, times, say }),
      data,
      element,
    );
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [times, series, band, height, scheme, isTable, fromZero]);

  return (
    <figure className={classes.figure} aria-labelledby={id}>
      <div className={classes.head}>
        <ul className={classes.keys}>
          {series.map(({ name, colour, look }) => (
            <li key={name} data-look={look} style={{ '--key': `var(--es-${colour})` } as CSSProperties}>
              {name}
            </li>
          ))}
        </ul>
        <span ref={said} className={classes.said} aria-hidden />
        <button type="button" className={classes.switch} onClick={() => setTable(!isTable)}>
          {isTable ? en.viewAsChart : en.viewAsTable}
        </button>
      </div>
      {isTable ? (
        <PointTable times={times} series={series} format={format} height={height} />
      ) : (
        <div ref={place} aria-hidden style={{ minHeight: height, minWidth: 0, overflow: 'hidden' }} />
      )}
      <figcaption id={id} className={classes.summary}>
        {summary}
      </figcaption>
    </figure>
  );
}

interface DrawnAs extends Pick<TimeChartProps, 'series' | 'band' | 'format' | 'fromZero' | 'times'> {
  element: HTMLElement;
  height: number;
  say: (index: number | null | undefined) => void;
}

function optionsFor({ element, height, series, band, format, fromZero, times, say }: DrawnAs): uPlot.Options {
  const axis = {
    stroke: read(element, 'faint'),
    font: '11px "Inter Variable", sans-serif',
    ticks: { show: false },
  };
  const spanSeconds = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const edge = { stroke: 'transparent', points: { show: false }, width: 0 };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { y: false, points: { size: 7 } },
    hooks: { setCursor: [(chart) => say(chart.cursor.idx)] },
    scales: { y: { range: (_, low, high) => axisRange(low, high, fromZero ?? false) } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 84,
        size: 30,
        values: (_, splits) => timeLabels(splits, spanSeconds),
      },
      {
        ...axis,
        size: 62,
        grid: { stroke: read(element, 'line'), width: 1 },
        values: (_, splits) => splits.map(format),
      },
    ],
    series: [
      {},
      ...series.map(({ colour, look = 'line', values }): uPlot.Series => {
        const stroke = read(element, colour);
        const faded = `color-mix(in srgb, ${stroke} ${look === 'bars' ? 70 : 11}%, transparent)`;
        return {
          stroke: look === 'bars' ? 'transparent' : stroke,
          width: 1.75,
          points:
            look === 'bars'
              ? { show: false }
              : { show: true, size: 5, fill: stroke, filter: () => lonely(values) },
          spanGaps: false,
          ...(look === 'dashed' ? { dash: [5, 4] } : {}),
          ...(look === 'area' || look === 'bars' ? { fill: faded } : {}),
          ...(look === 'bars' ? { paths: uPlot.paths.bars?.({ size: [0.72, 26], radius: 0.15 }) } : {}),
        };
      }),
      ...(band === undefined ? [] : [edge, edge]),
    ],
    bands:
      band === undefined
        ? []
        : [
            {
              series: [series.length + 2, series.length + 1],
              fill: `color-mix(in srgb, ${read(element, 'accent')} 22%, transparent)`,
            },
          ],
  };
}

/** Leaves air around the values, so that a flat line is not drawn on the edge. */
export function axisRange(low: number | null, high: number | null, fromZero: boolean): [number, number] {
  const [from, to] = [low ?? 0, high ?? 1];
  const air = Math.max((to - from) * 0.12, Math.abs(to) * 0.02, 1e-6);
  return fromZero ? [Math.min(0, from), Math.max(to + air, 1e-6)] : [from - air, to + air];
}

function PointTable({
  times,
  series,
  format,
  height,
}: Pick<TimeChartProps, 'times' | 'series' | 'format'> & { height: number }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={classes.points} style={{ maxHeight: height }} tabIndex={0} aria-label={en.values}>
      <table>
        <thead>
          <tr>
            <th scope="col">{en.time}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times
            .map((at, index) => (
              <tr key={at}>
                <td>{formatMoment(new Date(at * 1000))}</td>
                {series.map(({ name, values }) => (
                  <td key={name}>{values[index] == null ? '—' : format(values[index])}</td>
                ))}
              </tr>
            ))
            .reverse()}
        </tbody>
      </table>
    </section>
  );
}
