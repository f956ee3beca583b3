import { type FailureCause, MAX_STRIKES } from './task-machine.ts';

/** A final failure in words. `reason` is for machines. */
export interface FailureWords {
  reason: string;
  humanReadableCause: string;
  suggestedAction: string;
}

const TRY_AGAIN = 'Submit the run again; if it fails again, choose another effect or another clip.';

/** What is told of a task that was given up. @param report the agent's own words about the last attempt, if any */
export function failureWords(cause: FailureCause, report: string | null): FailureWords {
  const told = report ? ` The machine reported: ${report}` : '';
  switch (cause) {
    case 'nonRetryable':
      return words(
        'RENDER_REFUSED',
        `The clip could not be rendered in this way.${told}`,
        'Try another clip or another effect.',
      );
    case 'scheduleToStart':
      return words('NO_MACHINE', 'No machine that can do this began the work in time.', TRY_AGAIN);
    case 'startToClose':
      return words('TOO_SLOW', 'The rendering took longer than it may.', 'Try a shorter or smaller clip.');
    case 'heartbeat':
      return words('MACHINE_LOST', `The machines at work on it fell silent ${MAX_STRIKES} times.`, TRY_AGAIN);
    case 'attemptsExhausted':
      return words('ATTEMPTS_EXHAUSTED', `The rendering failed ${MAX_STRIKES} times.${told}`, TRY_AGAIN);
    case 'outputInvalid':
      return words('OUTPUT_INVALID', 'What was rendered is no playable video.', TRY_AGAIN);
  }
}

function words(reason: string, humanReadableCause: string, suggestedAction: string): FailureWords {
  return { reason, humanReadableCause, suggestedAction };
}
