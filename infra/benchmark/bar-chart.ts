import { escaped } from './escaped.ts';

/** One bar; null where there is no figure. */
export interface Bar {
  name: string;
  value: number | null;
  /** The figure as it is written at the bar. */
  label: string;
  shade: number;
}

const ROW = 30;
const NAME_WIDTH = 78;
const BAR_WIDTH = 168;
const LABEL_WIDTH = 84;
const WIDTH = NAME_WIDTH + BAR_WIDTH + LABEL_WIDTH;

/**
 * Horizontal bars from zero as inline SVG. @param max what fills the width; the greatest value unless given
 * @param mark where a line is drawn across, such as a floor
 */
export function barChart(chart: {
  title: string;
  note: string;
  max?: number;
  mark?: number;
  bars: readonly Bar[];
}): string {
  const { title, note, bars, mark } = chart;
  const max = chart.max ?? Math.max(...bars.map(({ value }) => value ?? 0), Number.MIN_VALUE);
  const height = bars.length * ROW;
  const spoken = bars.map(({ name, label }) => `${name} ${label}`).join(', ');
  return `<figure>
<figcaption><strong>${escaped(title)}</strong> <span>${escaped(note)}</span></figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(`${title}: ${spoken}`)}">
${bars.map((bar, index) => barRow(bar, index * ROW, max)).join('\n')}
${mark === undefined ? '' : `<line class="mark" x1="${xOf(mark, max)}" x2="${xOf(mark, max)}" y1="0" y2="${height}"/>`}
</svg>
</figure>`;
}

const xOf = (value: number, max: number): string =>
  (NAME_WIDTH + BAR_WIDTH * Math.min(1, value / max)).toFixed(1);

function barRow({ name, value, label, shade }: Bar, y: number, max: number): string {
  const width = (Number(xOf(value ?? 0, max)) - NAME_WIDTH).toFixed(1);
  const end = Number(xOf(value ?? 0, max)) + 6;
  return `<text class="name" x="${NAME_WIDTH - 8}" y="${y + 20}" text-anchor="end">${escaped(name)}</text>
<rect class="track" x="${NAME_WIDTH}" y="${y + 7}" width="${BAR_WIDTH}" height="16" rx="3"/>
<rect class="shade-${shade}" x="${NAME_WIDTH}" y="${y + 7}" width="${width}" height="16" rx="3"/>
<text class="label" x="${end.toFixed(1)}" y="${y + 20}">${escaped(label)}</text>`;
}
