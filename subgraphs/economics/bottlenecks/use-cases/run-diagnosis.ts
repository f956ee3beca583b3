import type { Transaction } from '@effect-studio/kernel/database';
import { act } from '../../actions/use-cases/act.ts';
import { watchActions } from '../../actions/use-cases/watch-actions.ts';
import { BUCKET_MS, bucketOf } from '../../detection/domain/bucket-facts.ts';
import type { CellReference } from '../../detection/domain/cell-reference.ts';
import { type DetectionState, WINDOW_BUCKETS } from '../../detection/domain/detect.ts';
import type { MonitorState } from '../../detection/domain/series-monitor.ts';
import { DETECTION_SETTINGS } from '../../detection/domain/settings.ts';
import { seriesOfName } from '../../detection/domain/subject.ts';
import { lockCursor, moveCursor, readState, saveState } from '../../detection/persistence/detection-state.ts';
import { readFacts } from '../../detection/persistence/read-facts.ts';
import { savePoints } from '../../detection/persistence/series-points.ts';
import { followAlerts } from '../../detection/use-cases/follow-alerts.ts';
import { actOnFleet, endFleetActionsOver } from '../../fleet-actions/use-cases/act-on-fleet.ts';
import { type DiagnosisState, diagnose } from '../domain/diagnose.ts';
import type { LabelState } from '../domain/labels.ts';
import { TREE_SETTINGS } from '../domain/tree-settings.ts';
import { followBottlenecks } from './follow-bottlenecks.ts';

/** Buckets that are caught up with in one go; a studio that was off for longer begins anew from there. */
const MOST_AT_ONCE = 96;

/** Time after a bucket's end in which its last attempts may still be told. */
const GRACE_MS = 60_000;

/** Under which settings something was found. */
const SETTINGS_VERSION = `${DETECTION_SETTINGS.version}/${TREE_SETTINGS.version}`;

/**
 * Takes in every bucket of the caller's tenant that was closed since the last time, oldest first: series, alerts,
 * bottlenecks, actions. The cursor's lock makes sure that one process does it. Alerts, bottlenecks and actions follow
 * from each bucket; what is acted on is only the present.
 * @returns how many buckets were taken in
 */
export async function runDiagnosis(tx: Transaction): Promise<number> {
  const end = bucketOf(new Date(tx.now.getTime() - GRACE_MS));
  const next = await lockCursor(tx, new Date(end.getTime() - BUCKET_MS));
  const oldest = new Date(end.getTime() - MOST_AT_ONCE * BUCKET_MS);
  const from = next < oldest ? oldest : next;
  const count = Math.round((end.getTime() - from.getTime()) / BUCKET_MS);
  if (count <= 0) return 0;
  const remembered = await readState(tx);
  const monitors = remembered.MONITOR as ReadonlyMap<string, MonitorState>;
  const watched = [...monitors]
    .filter(([, { alarm }]) => alarm.isOn || alarm.breaches.includes(true))
    .map(([name]) => seriesOfName(name).subject)
    .filter(({ kind }) => kind === 'OWNER')
    .map(({ id }) => id);
  const windowStart = new Date(from.getTime() - (WINDOW_BUCKETS - 1) * BUCKET_MS);
  const facts = await readFacts(tx, windowStart, end, watched);
  const firstNew = facts.length - count;
  const detection: DetectionState = {
    monitors,
    references: remembered.REFERENCE as ReadonlyMap<string, CellReference>,
    window: facts.slice(0, firstNew),
  };
  let state: DiagnosisState = {
    detection,
    labelling: {
      labels: remembered.LABEL as ReadonlyMap<string, LabelState>,
      explained: new Set(remembered.EXPLAINED.keys()),
    },
  };
  for (const [index, bucket] of facts.slice(firstNew).entries()) {
    const diagnosis = diagnose(state, bucket);
    state = diagnosis.state;
    const bucketEnd = new Date(bucket.start.getTime() + BUCKET_MS);
    await savePoints(tx, bucket.start, diagnosis.detection.verdicts.values());
    await followAlerts(tx, diagnosis.detection.verdicts, bucketEnd, DETECTION_SETTINGS);
    const { opened, continued } = await followBottlenecks(tx, diagnosis.changes, diagnosis.features, {
      bucketEnd,
      settingsVersion: SETTINGS_VERSION,
    });
    if (index < count - 1) continue;
    await watchActions(tx, new Set([...opened, ...continued].map(({ id }) => id)));
    await endFleetActionsOver(tx);
    for (const bottleneck of opened) {
      await act(tx, bottleneck, diagnosis.features, { isNew: true });
      await actOnFleet(tx, bottleneck, { isNew: true });
    }
    for (const bottleneck of continued) {
      if (bottleneck.actionTaken === null) await act(tx, bottleneck, diagnosis.features, { isNew: false });
      // One machine more may not be enough.
      await actOnFleet(tx, bottleneck, { isNew: false });
    }
  }
  await saveState(tx, 'MONITOR', state.detection.monitors);
  await saveState(tx, 'REFERENCE', state.detection.references);
  await saveState(tx, 'LABEL', state.labelling.labels);
  await saveState(tx, 'EXPLAINED', new Map([...state.labelling.explained].map((name) => [name, true])));
  await moveCursor(tx, end);
  return count;
}
