import { StudioError } from '@effect-studio/kernel/errors';
import type { Leg } from '../leg.ts';
import type { RunSaga } from '../saga/run-saga.ts';

/**
 * The one gate that every leg passes before execution hears of it, whatever it is: candidate, exploration, shadow, or the
 * full-length render of a first, next or other choice. There is no leg without a reservation of the run's tokens. Retries
 * are attempts of a leg that passed; they bring no budget of their own. A benchmark has no tokens to reserve: it pays from
 * the benchmark budget, which its budget context says.
 * @throws StudioError `LEG_WITHOUT_RESERVATION` (not retryable): the saga is broken, not the run
 */
export function passBudgetGate(run: Pick<RunSaga, 'runId' | 'reservation' | 'budgetContext'>, leg: Leg): Leg {
  if (run.reservation || run.budgetContext === 'benchmark') return leg;
  throw new StudioError(
    'LEG_WITHOUT_RESERVATION',
    `run ${run.runId} was to dispatch a ${leg.role} leg before its tokens were reserved`,
  );
}
