import { Gauge } from 'prom-client';
import { endsWithin } from '../process/within.ts';
import { metrics } from './metrics.ts';

/** One value of a gauge. Labels are few, and never an id of a person or a run. */
export interface GaugeReading {
  /** With its unit, such as `studio_outbox_oldest_seconds`. */
  name: string;
  help: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** Reads some gauges, when somebody asks for them. */
export type GaugeSource = () => Promise<readonly GaugeReading[]>;

/** Scrapes within this time get the same values: several collectors cost no more than one. */
const FRESH_MS = 5_000;
const MOST_MS = 3_000;

const sources = new Set<GaugeSource>();
const gauges = new Map<string, Gauge>();
let readAtMs = Number.NEGATIVE_INFINITY;
let reading: Promise<void> | null = null;

/** Has a source read with every scrape. @returns how to end that */
export function registerGauges(source: GaugeSource): () => void {
  sources.add(source);
  readAtMs = Number.NEGATIVE_INFINITY;
  return () => sources.delete(source);
}

/** Brings all gauges up to date; those of a source that fails or takes too long are absent, which alerts notice. */
export function refreshGauges(): Promise<void> {
  if (performance.now() - readAtMs < FRESH_MS) return Promise.resolve();
  reading ??= readAll().finally(() => {
    reading = null;
    readAtMs = performance.now();
  });
  return reading;
}

async function readAll(): Promise<void> {
  const found: GaugeReading[] = [];
  const reads = [...sources].map(async (source) => found.push(...(await source())));
  await endsWithin(MOST_MS, Promise.allSettled(reads));
  for (const gauge of gauges.values()) gauge.reset();
  // A copy: what comes too late must not be mixed in.
  for (const { name, help, labels, value } of [...found]) {
    gaugeNamed(name, help, Object.keys(labels)).set({ ...labels }, value);
  }
}

function gaugeNamed(name: string, help: string, labelNames: readonly string[]): Gauge {
  const known = gauges.get(name);
  if (known) return known;
  const made = new Gauge({ name, help, labelNames: [...labelNames], registers: [metrics] });
  gauges.set(name, made);
  return made;
}
