import type { BucketFacts } from '../../detection/domain/bucket-facts.ts';
import { type Detection, type DetectionState, detect, EMPTY_STATE } from '../../detection/domain/detect.ts';
import { DETECTION_SETTINGS, type DetectionSettings } from '../../detection/domain/settings.ts';
import { classify } from './classify.ts';
import { Features } from './features.ts';
import { advanceLabels, type LabelChange, type Labelling, UNLABELLED } from './labels.ts';
import { TREE_SETTINGS, type TreeSettings } from './tree-settings.ts';

/** Both stages between two buckets. */
export interface DiagnosisState {
  detection: DetectionState;
  labelling: Labelling;
}

export interface Diagnosis {
  state: DiagnosisState;
  detection: Detection;
  features: Features;
  changes: readonly LabelChange[];
}

export const UNDIAGNOSED: DiagnosisState = { detection: EMPTY_STATE, labelling: UNLABELLED };

/** One closed bucket through both stages: signals, then the tree over what they noticed. Pure. */
export function diagnose(
  state: DiagnosisState,
  facts: BucketFacts,
  settings: DetectionSettings = DETECTION_SETTINGS,
  tree: TreeSettings = TREE_SETTINGS,
): Diagnosis {
  const detection = detect(state.detection, facts, settings);
  const features = new Features(detection, state.detection.references, settings);
  const { changes, ...labelling } = advanceLabels(
    state.labelling,
    classify(features, tree),
    [...detection.verdicts.values()],
    features.cellsWhere(() => true),
  );
  return { state: { detection: detection.state, labelling }, detection, features, changes };
}
