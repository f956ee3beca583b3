import { type BucketFacts, nameOfCell } from './bucket-facts.ts';
import { type CellReference, learnReference, NO_REFERENCE } from './cell-reference.ts';
import { type Point, pointsOf } from './series.ts';
import { advanceMonitor, type MonitorState, newMonitor, type Verdict } from './series-monitor.ts';
import type { DetectionSettings } from './settings.ts';
import { nameOfSeries, type SeriesKey, type Signal, type Subject, seriesOfName } from './subject.ts';

/** What detection remembers between two buckets; plain JSON values under stable names. */
export interface DetectionState {
  /** By {@link nameOfCell}. */
  references: ReadonlyMap<string, CellReference>;
  /** By {@link nameOfSeries}. */
  monitors: ReadonlyMap<string, MonitorState>;
  /** The newest buckets, oldest first. */
  window: readonly BucketFacts[];
}

/** What is to be said of one series after one bucket. */
export interface SeriesVerdict extends SeriesKey {
  verdict: Verdict;
  wasOn: boolean;
}

export interface Detection {
  state: DetectionState;
  /** By {@link nameOfSeries}; series without a point in this bucket are not in it. */
  verdicts: ReadonlyMap<string, SeriesVerdict>;
}

/** Buckets that features look back on: three hours. */
export const WINDOW_BUCKETS = 12;

export const EMPTY_STATE: DetectionState = { references: new Map(), monitors: new Map(), window: [] };

/** Takes in one closed bucket: every series one point further, what is usual learnt where nothing is wrong. Pure. */
export function detect(state: DetectionState, facts: BucketFacts, settings: DetectionSettings): Detection {
  const window = [...state.window, facts].slice(-WINDOW_BUCKETS);
  const monitors = new Map(state.monitors);
  const verdicts = new Map<string, SeriesVerdict>();
  const points = pointsOf(window, state.references, settings);
  for (const { observation, ...key } of [...points, ...silentAlarms(state, points)]) {
    const name = nameOfSeries(key);
    const known = monitors.get(name);
    const before = known?.settingsVersion === settings.version ? known : newMonitor(settings);
    const after = advanceMonitor(before, observation, settings.signals[key.signal], settings);
    monitors.set(name, after.state);
    verdicts.set(name, { ...key, verdict: after.verdict, wasOn: known?.alarm.isOn ?? false });
  }
  const references = new Map(state.references);
  for (const cell of facts.cells) {
    if (isTroubled(cell.providerId, cell.workflowId, verdicts)) continue;
    const name = nameOfCell(cell);
    references.set(name, learnReference(references.get(name) ?? NO_REFERENCE, cell, settings));
  }
  return { state: { references, monitors, window }, verdicts };
}

/** Series whose alarm is on and of which nothing is heard: time passes for them too, or their alarm would never end. */
function silentAlarms({ monitors }: DetectionState, points: readonly Point[]): Point[] {
  const heard = new Set(points.map(nameOfSeries));
  return [...monitors]
    .filter(([name, { alarm }]) => alarm.isOn && !heard.has(name))
    .map(([name]) => ({ ...seriesOfName(name), observation: { value: null, sampleCount: 0 } }));
}

/** The verdict on one series in a detection; undefined when it had no point. */
export function verdictOn(
  verdicts: ReadonlyMap<string, SeriesVerdict>,
  subject: Subject,
  signal: Signal,
): Verdict | undefined {
  return verdicts.get(nameOfSeries({ subject, signal }))?.verdict;
}

/** What is slow or dear just now does not become what is usual. */
function isTroubled(
  providerId: string,
  workflowId: string,
  verdicts: ReadonlyMap<string, SeriesVerdict>,
): boolean {
  const subjects: readonly Subject[] = [
    { kind: 'PROVIDER', id: providerId },
    { kind: 'WORKFLOW', id: workflowId },
  ];
  const signals: readonly Signal[] = ['LATENCY', 'COST', 'THROTTLING'];
  return subjects.some((subject) =>
    signals.some((signal) => verdictOn(verdicts, subject, signal)?.isOn ?? false),
  );
}
