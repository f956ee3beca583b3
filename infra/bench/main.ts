import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Bench } from './bench.ts';
import { isJudgement, type Judgement } from './judgement.ts';
import { machineFacts } from './machine.ts';
import { measureInterleaved, sideSeries } from './measure.ts';
import { type BenchReport, formatTable, rowsOf } from './report.ts';

/** Behind `npm run bench`. */
const SUFFIX = '.bench.ts';
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();
const USAGE = `npm run bench -- NAME [--json] [--rounds N]

  NAME      one of: ${names.join(', ')}
  --json    prints one JSON object instead of a table
  --rounds  how often everything is measured; each bench has a default

  Benches that judge instead of measuring have options of their own: name one to see them when one is missing.`;

const say = (line: string) => void process.stderr.write(`${line}\n`);
const { default: bench } = (await import(`./${readName()}${SUFFIX}`)) as { default: Bench | Judgement };
try {
  process.stdout.write(`${isJudgement(bench) ? await judged(bench) : await measured(bench)}\n`);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function measured(chosen: Bench): Promise<string> {
  const options = readOptions();
  const report = await measure(chosen, options.rounds ?? chosen.rounds);
  return options.json ? JSON.stringify(report) : formatTable(report);
}

async function judged(chosen: Judgement): Promise<string> {
  const { isJson, values } = readJudgementOptions(chosen);
  say(`${chosen.name}: ${chosen.what}`);
  const verdict = await chosen.judge(values, say);
  return isJson
    ? JSON.stringify({ bench: chosen.name, machine: machineFacts(), ...verdict.json })
    : verdict.text;
}

async function measure(chosen: Bench, rounds: number): Promise<BenchReport> {
  say(`${chosen.name}: ${chosen.what}`);
  const open = await chosen.open(say);
  const stop = closeOnSignal(() => open.close());
  try {
    const series = await measureInterleaved(open.subjects, {
      rounds,
      warmUpRounds: chosen.warmUpRounds ?? 0,
      onMeasured: (round, subject) => say(`round ${round + 1} of ${rounds}: ${subject}`),
    });
    const rows = rowsOf(chosen.metrics, [...series, ...sideSeries(open)], open.versus ?? null);
    return { bench: chosen.name, machine: machineFacts(), rows };
  } finally {
    stop();
    await open.close();
  }
}

/** Ctrl-C leaves nothing behind. @returns stops listening */
function closeOnSignal(close: () => Promise<void>): () => void {
  const end = () => void close().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
  };
}

function readName(): string {
  const name = process.argv.slice(2).find((word) => names.includes(word));
  return name ?? refuse(USAGE);
}

function refuse(usage: string): never {
  process.stderr.write(`${usage}\n`);
  process.exit(1);
}

function readOptions(): { json: boolean; rounds: number | undefined } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, rounds: { type: 'string' } },
    });
    z.tuple([z.enum(names)]).parse(positionals);
    const rounds = z.coerce.number().int().min(1).max(1_000).optional().parse(values.rounds);
    return { json: values.json, rounds };
  } catch {
    return refuse(USAGE);
  }
}

function readJudgementOptions({ name, options }: Judgement): {
  isJson: boolean;
  values: Readonly<Record<string, string | undefined>>;
} {
  const flags = Object.entries(options).map(([flag, { value, isRequired }]) =>
    isRequired ? `--${flag} ${value}` : `[--${flag} ${value}]`,
  );
  const lines = Object.entries(options).map(([flag, { what }]) => `  --${flag}  ${what}`);
  const usage = [`npm run bench -- ${name} ${[...flags, '[--json]'].join(' ')}`, '', ...lines].join('\n');
  try {
    const { values } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        ...Object.fromEntries(Object.keys(options).map((flag) => [flag, { type: 'string' as const }])),
      },
    });
    const given: Readonly<Record<string, unknown>> = values;
    const texts = Object.fromEntries(
      Object.keys(options).map((flag) => [flag, z.string().optional().parse(given[flag])]),
    );
    const isComplete = Object.entries(options).every(([flag, { isRequired }]) => !isRequired || texts[flag]);
    if (!isComplete) return refuse(usage);
    return { isJson: values.json === true, values: texts };
  } catch {
    return refuse(usage);
  }
}
