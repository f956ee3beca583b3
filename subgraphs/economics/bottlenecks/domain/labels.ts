import type { CellFacts } from '../../detection/domain/bucket-facts.ts';
import type { SeriesVerdict } from '../../detection/domain/detect.ts';
import {
  advanceHysteresis,
  HYSTERESIS_START,
  type HysteresisOptions,
  type HysteresisState,
} from '../../detection/domain/hysteresis.ts';
import { nameOfSeries, nameOfSubject, type Signal, type Subject } from '../../detection/domain/subject.ts';
import type { BottleneckClass, Classification } from './bottleneck.ts';

/** What is remembered of one label between buckets; plain JSON. */
export interface LabelState {
  bottleneckClass: BottleneckClass;
  subject: Subject;
  hysteresis: HysteresisState;
  /** The last classification that said so. */
  classification: Classification;
}

/** A label's place in the course of things after one bucket. */
export interface LabelChange {
  kind: 'OPENED' | 'CONTINUED' | 'CLOSED';
  label: LabelState;
}

/** On when the tree says so twice in three buckets, off after four buckets in which it does not. */
export const LABEL_HYSTERESIS: Readonly<HysteresisOptions> = Object.freeze({
  onCount: 2,
  ofCount: 3,
  offCount: 4,
  offBelow: 0.5,
});

/** Slower to come: most alerts find their label a little later. */
const UNKNOWN_HYSTERESIS: Readonly<HysteresisOptions> = Object.freeze({
  onCount: 4,
  ofCount: 6,
  offCount: 4,
  offBelow: 0.5,
});

/** Alerts that make the tree's answer count: nothing is explained that nobody noticed. */
const NOTICED_BY: Readonly<Record<Exclude<BottleneckClass, 'UNKNOWN'>, readonly Signal[]>> = Object.freeze({
  PROVIDER_API_THROTTLING: ['THROTTLING'],
  TOKEN_DEPLETION_RISK: ['BALANCE'],
  COLD_START_PENALTY: ['STARTUP', 'QUEUE'],
  GPU_SATURATION: ['UTILISATION', 'QUEUE'],
  PROVIDER_LATENCY_DEGRADATION: ['LATENCY', 'COST'],
  WORKFLOW_INEFFICIENCY: ['LATENCY', 'COST'],
});

export const nameOfLabel = ({
  bottleneckClass,
  subject,
}: Pick<LabelState, 'bottleneckClass' | 'subject'>): string => `${bottleneckClass}/${nameOfSubject(subject)}`;

/** Labels between two buckets. */
export interface Labelling {
  /** By {@link nameOfLabel}. */
  labels: ReadonlyMap<string, LabelState>;
  /** Names of series whose alert a label explains; it does so until the alert ends, also when the label ended before. */
  explained: ReadonlySet<string>;
}

export const UNLABELLED: Labelling = { labels: new Map(), explained: new Set() };

/**
 * Opens and closes labels by the tree's answers and the alerts that are on. An alert that no label explains, on its
 * subject or on one that it works with, makes its subject UNKNOWN. Pure.
 * @param cells of the last hour: who works with whom
 */
export function advanceLabels(
  before: Labelling,
  answers: readonly Classification[],
  verdicts: readonly SeriesVerdict[],
  cells: readonly CellFacts[],
): Labelling & { changes: LabelChange[] } {
  const alarms = verdicts.filter(({ verdict }) => verdict.isOn);
  const isNoticed = ({ bottleneckClass, subject }: Classification): boolean =>
    bottleneckClass !== 'UNKNOWN' &&
    alarms.some(
      (alarm) =>
        nameOfSubject(alarm.subject) === nameOfSubject(subject) &&
        NOTICED_BY[bottleneckClass].includes(alarm.signal),
    );
  const isUnknown = (name: string): boolean => name.startsWith('UNKNOWN/');
  const named = advance(
    before.labels,
    answers.filter(isNoticed),
    LABEL_HYSTERESIS,
    (name) => !isUnknown(name),
  );
  const explanations = [...named.labels.values()].filter(({ hysteresis }) => hasSaidSo(hysteresis));
  const explained = new Set(
    alarms
      .filter(
        (alarm) =>
          before.explained.has(nameOfSeries(alarm)) ||
          explanations.some(({ subject }) => isRelated(subject, alarm.subject, cells)),
      )
      .map(nameOfSeries),
  );
  const open = alarms.filter((alarm) => !explained.has(nameOfSeries(alarm)));
  const unknown = [...new Map(open.map((alarm) => [nameOfSubject(alarm.subject), alarm])).values()].map(
    ({ subject, signal, verdict }): Classification => ({
      bottleneckClass: 'UNKNOWN',
      subject,
      affectedAttempts: 0,
      tests: [{ question: `${signal} against its limit`, value: verdict.score, limit: 1, passed: true }],
    }),
  );
  const rest = advance(before.labels, unknown, UNKNOWN_HYSTERESIS, isUnknown);
  return {
    labels: new Map([...named.labels, ...rest.labels]),
    explained,
    changes: [...named.changes, ...rest.changes],
  };
}

/** A label that is on, or was found in this very bucket: an alert is not unknown while its label is coming. */
const hasSaidSo = (state: HysteresisState): boolean => state.isOn || (state.breaches.at(-1) ?? false);

function advance(
  labels: ReadonlyMap<string, LabelState>,
  answers: readonly Classification[],
  options: HysteresisOptions,
  isOurs: (name: string) => boolean,
): { labels: Map<string, LabelState>; changes: LabelChange[] } {
  const byName = new Map(answers.map((answer) => [nameOfLabel(answer), answer]));
  const names = new Set([...[...labels.keys()].filter(isOurs), ...byName.keys()]);
  const next = new Map<string, LabelState>();
  const changes: LabelChange[] = [];
  for (const name of [...names].sort()) {
    const before = labels.get(name);
    const answer = byName.get(name);
    const classification = answer ?? before!.classification;
    const hysteresis = advanceHysteresis(before?.hysteresis ?? HYSTERESIS_START, answer ? 1 : 0, options);
    const { bottleneckClass, subject } = classification;
    const label: LabelState = { bottleneckClass, subject, hysteresis, classification };
    const wasOn = before?.hysteresis.isOn ?? false;
    if (hysteresis.isOn) changes.push({ kind: wasOn ? 'CONTINUED' : 'OPENED', label });
    else if (wasOn) changes.push({ kind: 'CLOSED', label });
    // What has been quiet for a while is forgotten.
    if (hysteresis.isOn || hysteresis.breaches.includes(true)) next.set(name, label);
  }
  return { labels: next, changes };
}

/** Whether two subjects are the same or meet in a cell. */
function isRelated(a: Subject, b: Subject, cells: readonly CellFacts[]): boolean {
  if (nameOfSubject(a) === nameOfSubject(b)) return true;
  return cells.some((cell) => isIn(a, cell) && isIn(b, cell));
}

function isIn({ kind, id }: Subject, cell: CellFacts): boolean {
  switch (kind) {
    case 'PROVIDER':
      return cell.providerId === id;
    case 'WORKFLOW':
      return cell.workflowId === id;
    case 'FLEET':
      return cell.fleet === id;
    case 'OWNER':
      return false;
  }
}
