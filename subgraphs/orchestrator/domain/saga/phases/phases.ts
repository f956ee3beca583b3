import type { RunState } from '../run-state.ts';
import type { Phase } from '../step.ts';
import { analyzing } from './analyzing.ts';
import { awaitingMedia } from './awaiting-media.ts';
import { dispatching } from './dispatching.ts';
import { evaluating } from './evaluating.ts';
import { finishing } from './finishing.ts';
import { prompting } from './prompting.ts';
import { publishing } from './publishing.ts';
import { reserving } from './reserving.ts';
import { running } from './running.ts';
import { selecting } from './selecting.ts';

/** What each state does by itself. `AWAITING_APPROVAL` only waits for people; terminal states do nothing. */
const PHASES: Partial<Record<RunState, Phase>> = {
  AWAITING_MEDIA: awaitingMedia,
  RESERVING: reserving,
  ANALYZING: analyzing,
  PROMPTING: prompting,
  DISPATCHING: dispatching,
  RUNNING: running,
  EVALUATING: evaluating,
  SELECTING: selecting,
  FINISHING: finishing,
  PUBLISHING: publishing,
};

export const phaseOf = (state: RunState): Phase | undefined => PHASES[state];
