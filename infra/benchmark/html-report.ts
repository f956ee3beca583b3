import { barChart } from './bar-chart.ts';
import { escaped } from './escaped.ts';
import { cost, margin, quality, samples, seconds } from './figures.ts';
import type { BenchmarkReport, ReportCell } from './run-benchmark.ts';
import { STYLE } from './style.ts';

/**
 * The comparison as one page that needs nothing else: no script, no network, light and dark. Every chart has its
 * figures in the table beside it, so that nothing is told by colour or length alone.
 */
export function htmlReport(report: BenchmarkReport): string {
  const effects = [...Map.groupBy(report.cells, (cell) => cell.effectType.id).values()];
  const providers = [...new Map(report.cells.map(({ provider }) => [provider.id, provider.name]))];
  const shades = new Map(providers.map(([id], index) => [id, index % 6]));
  const at = new Date(report.finishedAt ?? report.requestedAt);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Providers compared, ${at.toISOString().slice(0, 10)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Providers compared on known inputs</h1>
<p class="lead">${report.endedCount} runs${report.failedCount > 0 ? `, ${report.failedCount} without any output` : ''} ·
<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time> · every provider got the
same clips and the same prompt. Cost is what machines really took, failed attempts included; margin is against what a run
costs its creator.</p>
<ul class="legend">${providers
    .map(
      ([id, name]) =>
        `<li><span class="swatch shade-${shades.get(id)}" aria-hidden="true"></span>${escaped(name)}</li>`,
    )
    .join('')}</ul>
${effects.map((cells) => effectSection(cells, shades)).join('\n')}
</main>
</body>
</html>
`;
}

function effectSection(cells: readonly ReportCell[], shades: ReadonlyMap<string, number>): string {
  const { effectType } = cells[0]!;
  const title = escaped(effectType.title);
  const bars = (values: (cell: ReportCell) => number | null, label: (cell: ReportCell) => string) =>
    cells.map((cell) => ({
      name: cell.provider.name,
      value: values(cell),
      label: label(cell),
      shade: shades.get(cell.provider.id) ?? 0,
    }));
  return `<section aria-labelledby="effect-${escaped(effectType.id)}">
<h2 id="effect-${escaped(effectType.id)}">${title}</h2>
<div class="charts">
${barChart({ title: 'Quality', note: `floor ${effectType.qualityFloor.toFixed(2)}`, max: 1, mark: effectType.qualityFloor, bars: bars((cell) => cell.quality ?? null, quality) })}
${barChart({ title: 'Time', note: 'of the machine, per output', bars: bars((cell) => cell.busyMs ?? null, seconds) })}
${barChart({ title: 'Cost', note: 'per delivered output', bars: bars((cell) => (cell.costNanoUsd ? Number(cell.costNanoUsd) : null), cost) })}
</div>
<div class="scroll" tabindex="0" role="region" aria-label="${title}, figures">
<table>
<caption class="hidden">${title}: quality, time, cost and margin by provider</caption>
<thead><tr><th scope="col">Provider</th><th scope="col">Workflow</th><th scope="col" class="number">Quality</th>
<th scope="col" class="number">Least to greatest</th><th scope="col" class="number">Time</th>
<th scope="col" class="number">Cost</th><th scope="col" class="number">Margin</th><th scope="col" class="number">n</th></tr></thead>
<tbody>
${cells.map(tableRow).join('\n')}
</tbody>
</table>
</div>
</section>`;
}

function tableRow(cell: ReportCell): string {
  const { leastQuality: least, greatestQuality: greatest } = cell;
  const range =
    typeof least === 'number' && typeof greatest === 'number'
      ? `${least.toFixed(3)} to ${greatest.toFixed(3)}`
      : '–';
  const numbers = [quality(cell), range, seconds(cell), cost(cell), margin(cell), samples(cell)];
  return `<tr><th scope="row">${escaped(cell.provider.name)}</th><td>${escaped(cell.workflow.id)}</td>${numbers
    .map((number) => `<td class="number">${escaped(number)}</td>`)
    .join('')}</tr>`;
}
