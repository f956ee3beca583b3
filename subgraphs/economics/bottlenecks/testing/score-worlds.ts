import { isAutomatic } from '../../actions/domain/action-settings.ts';
import type { DetectionSettings } from '../../detection/domain/settings.ts';
import { nameOfSubject } from '../../detection/domain/subject.ts';
import type { BottleneckClass } from '../domain/bottleneck.ts';
import { diagnose, UNDIAGNOSED } from '../domain/diagnose.ts';
import type { LabelState } from '../domain/labels.ts';
import type { TreeSettings } from '../domain/tree-settings.ts';
import { FAULT_CLASSES } from './plan-faults.ts';
import type { InjectedFault, World } from './world.ts';

/** A label that was opened, and which fault it is about. */
export interface OpenedLabel {
  bucket: number;
  label: LabelState;
  /** Null when no fault accounts for it. */
  fault: InjectedFault | null;
  /** Whether any fault was there, or had just gone. */
  isNearFault: boolean;
}

/** Buckets after a fault in which its traces may still be named. */
const AFTERMATH = 8;

/** Runs both stages over a world. @returns every label that was opened after the warm-up */
export function labelsOf(world: World, settings?: DetectionSettings, tree?: TreeSettings): OpenedLabel[] {
  let state = UNDIAGNOSED;
  const opened: OpenedLabel[] = [];
  for (const [bucket, facts] of world.buckets.entries()) {
    const diagnosis = diagnose(state, facts, settings, tree);
    state = diagnosis.state;
    if (bucket < world.warmUp) continue;
    for (const { kind, label } of diagnosis.changes) {
      if (kind !== 'OPENED') continue;
      const near = world.faults.filter(({ from, to }) => bucket >= from && bucket < to + AFTERMATH);
      const fault = near.find(
        (one) =>
          one.bottleneckClass === label.bottleneckClass &&
          nameOfSubject(one.subject) === nameOfSubject(label.subject),
      );
      opened.push({ bucket, label, fault: fault ?? null, isNearFault: near.length > 0 });
    }
  }
  return opened;
}

/** How well a class is told. */
export interface ClassScore {
  bottleneckClass: BottleneckClass;
  faults: number;
  found: number;
  wrong: number;
  precision: number;
  recall: number;
  f1: number;
}

export interface Scoreboard {
  classes: readonly ClassScore[];
  macroF1: number;
  /** Counts by the fault's class and the label's: MISSED where there was none, NONE where there was no fault. */
  confusion: ReadonlyMap<string, number>;
  unknownLabels: number;
  faultFreeHours: number;
  falseActions: number;
  falseActionsPerThousandHours: number;
  /** Median minutes from a fault's beginning to its label. */
  medianDelayMinutes: number | null;
}

/**
 * Scores labels against the faults that were injected. A fault is found when a label of its class is opened on its
 * subject while it lasts, or shortly after. Every other label is wrong, one while another fault lasts too. A false
 * action is a wrong label, with no fault near, of a class that acts by itself.
 */
export function scoreWorlds(
  worlds: Iterable<World>,
  settings?: DetectionSettings,
  tree?: TreeSettings,
): Scoreboard {
  const confusion = new Map<string, number>();
  const count = (fault: string, label: string): void =>
    void confusion.set(`${fault}>${label}`, (confusion.get(`${fault}>${label}`) ?? 0) + 1);
  const tally = new Map(
    FAULT_CLASSES.map((kind) => [kind as BottleneckClass, { faults: 0, found: 0, wrong: 0 }]),
  );
  const delays: number[] = [];
  let unknownLabels = 0;
  let faultFreeBuckets = 0;
  let falseActions = 0;
  for (const world of worlds) {
    const opened = labelsOf(world, settings, tree);
    for (const fault of world.faults) {
      const own = opened.find((one) => one.fault === fault);
      const entry = tally.get(fault.bottleneckClass)!;
      entry.faults += 1;
      if (own) {
        entry.found += 1;
        delays.push((own.bucket - fault.from + 1) * 15);
        count(fault.bottleneckClass, fault.bottleneckClass);
      } else count(fault.bottleneckClass, 'MISSED');
    }
    for (const { label, fault, bucket, isNearFault } of opened) {
      if (fault) continue;
      if (label.bottleneckClass === 'UNKNOWN') {
        unknownLabels += 1;
        continue;
      }
      tally.get(label.bottleneckClass)!.wrong += 1;
      const near = world.faults.find(({ from, to }) => bucket >= from && bucket < to + AFTERMATH);
      count(near?.bottleneckClass ?? 'NONE', label.bottleneckClass);
      if (!isNearFault && isAutomatic(label.bottleneckClass)) falseActions += 1;
    }
    const busy = new Set(
      world.faults.flatMap(({ from, to }) =>
        Array.from({ length: to + AFTERMATH - from }, (_, step) => from + step),
      ),
    );
    faultFreeBuckets += world.buckets.length - world.warmUp - busy.size;
  }
  const classes = [...tally].map(([bottleneckClass, { faults, found, wrong }]): ClassScore => {
    const precision = found + wrong === 0 ? 0 : found / (found + wrong);
    const recall = faults === 0 ? 0 : found / faults;
    const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    return { bottleneckClass, faults, found, wrong, precision, recall, f1 };
  });
  const faultFreeHours = faultFreeBuckets / 4;
  return {
    classes,
    macroF1: classes.reduce((sum, one) => sum + one.f1, 0) / classes.length,
    confusion,
    unknownLabels,
    faultFreeHours,
    falseActions,
    falseActionsPerThousandHours: faultFreeHours === 0 ? 0 : (1_000 * falseActions) / faultFreeHours,
    medianDelayMinutes:
      delays.length === 0 ? null : delays.toSorted((a, b) => a - b)[Math.floor(delays.length / 2)]!,
  };
}
