import { legOf, type Refusal, type RunResult, type RunSaga } from './run-saga.ts';
import { awaitsClips, isCancellable, type RunState, TRANSITIONS } from './run-state.ts';
import { emitOnce } from './saga-command.ts';
import type { SagaInput } from './saga-input.ts';
import { failed, holdsTokens, type Step, stopLegs } from './step.ts';

/** States in which refused prompts end the run: the wish is checked while the rest is still under way. */
const BEFORE_PROMPTS: readonly RunState[] = ['RESERVING', 'ANALYZING', 'PROMPTING'];

/** The end that an input brings to a run by itself: a refusal, a cancel, a deadline, a decision. Null when it brings none. */
export function endingOf(run: RunSaga, input: SagaInput): Step | null {
  switch (input.type) {
    case 'VideoRejected':
      return awaitsClips(run.state) && isClipOf(run, input.payload.videoId)
        ? failed(run, refusalIn(input.payload))
        : null;
    case 'ReservationRefused':
      return run.state === 'RESERVING' && !run.reservation
        ? failed(run, noTokens(input.payload.missingTokens))
        : null;
    case 'AnalysisFailed':
      return (run.state === 'RESERVING' || run.state === 'ANALYZING') && !run.analysis
        ? failed(run, refusalIn(input.payload))
        : null;
    case 'PromptsRefused':
      return BEFORE_PROMPTS.includes(run.state) && !run.variants
        ? failed(run, refusalIn(input.payload))
        : null;
    case 'PublishFailed':
      return run.state === 'PUBLISHING' ? failed(run, refusalIn(input.payload)) : null;
    case 'Cancel':
      return isCancellable(run.state) ? cancelled(run, input.cancelledBy) : null;
    case 'RunDeadline':
      // A result that waits for people, or is being replaced at the creator's wish, has met the deadline.
      return TRANSITIONS[run.state].includes('EXPIRED') && run.state !== 'QUEUED' && !run.result
        ? expired(run, TOOK_TOO_LONG)
        : null;
    case 'WaitDeadline':
      return run.state === 'QUEUED' ? expired(run, WAITED_TOO_LONG) : null;
    case 'AdminApproved':
      return decidesResult(run) ? approved(run, input.payload.submission) : null;
    case 'AdminRejected':
      return decidesResult(run) ? rejected(run, input.payload.reason, input.payload.refund === 'full') : null;
    default:
      return null;
  }
}

/**
 * A decision counts while a result stands, also when the creator has just asked for another finish:
 * the gallery and the ledger act on it at the same moment, and what the reviewer saw is what was decided.
 */
const decidesResult = (run: RunSaga): boolean =>
  run.result !== null && (run.state === 'AWAITING_APPROVAL' || run.state === 'FINISHING');

/** What was approved is what is published: a result that the creator replaced meanwhile becomes the run's again. */
function approved(run: RunSaga, { candidateTaskId, finishTaskId }: RunResult): Step {
  const isKnown = Boolean(legOf(run, finishTaskId)?.output);
  const result = isKnown ? { candidateTaskId, finishTaskId } : run.result;
  return { to: 'PUBLISHING', run: { ...run, finishTaskId: null, result }, commands: [] };
}

const isClipOf = (run: RunSaga, videoId: string): boolean =>
  run.exampleVideoId === videoId || run.footageVideoId === videoId;

function refusalIn({ reason, humanReadableCause, suggestedAction }: Refusal): Refusal {
  return { reason, humanReadableCause, suggestedAction };
}

function noTokens(missingTokens: number): Refusal {
  return {
    reason: 'INSUFFICIENT_TOKENS',
    humanReadableCause: `The wallet was short by ${missingTokens} tokens when the run was to begin.`,
    suggestedAction: 'Top up the wallet and submit again; nothing was charged.',
  };
}

function cancelled(run: RunSaga, cancelledBy: string): Step {
  const { runId, ownerId } = run;
  return {
    to: 'CANCELLED',
    run: stopLegs(run),
    commands: [emitOnce('RunCancelled', { runId, ownerId, cancelledBy })],
    // After the charge the result is the creator's, and the charge stays.
    compensates: holdsTokens(run) && run.result === null,
  };
}

const TOOK_TOO_LONG: Refusal = {
  reason: 'RUN_DEADLINE',
  humanReadableCause: 'The run took longer than it is allowed to and was stopped.',
  suggestedAction: 'Submit it again; nothing was charged.',
};
const WAITED_TOO_LONG: Refusal = {
  reason: 'WAIT_DEADLINE',
  humanReadableCause: 'The run waited for its turn as long as a run may, and none came.',
  suggestedAction: 'Submit it again when fewer runs are under way; nothing was reserved or charged.',
};

function expired(run: RunSaga, failure: Refusal): Step {
  const { runId, ownerId, state } = run;
  return {
    to: 'EXPIRED',
    run: { ...stopLegs(run), failure },
    commands: [emitOnce('RunExpired', { runId, ownerId, expiredIn: state, ...failure })],
    compensates: holdsTokens(run),
  };
}

function rejected(run: RunSaga, reason: string, compensates: boolean): Step {
  const { runId, ownerId } = run;
  const failure = {
    reason: 'REJECTED_BY_REVIEWER',
    humanReadableCause: `A reviewer did not approve the result: ${asSentence(reason)}`,
    suggestedAction: 'Change the wish or the clips and submit again.',
  };
  return {
    to: 'REJECTED',
    run: { ...stopLegs(run), failure },
    commands: [emitOnce('RunRejected', { runId, ownerId, ...failure, reviewerReason: reason })],
    compensates,
  };
}

/** People's own words with a full stop where they have none, for what is said after them. */
function asSentence(words: string): string {
  const trimmed = words.trim();
  return /[\p{Sentence_Terminal}…][\p{Pe}\p{Pf}"']*$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}
