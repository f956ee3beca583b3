import { isSettled, type Leg } from '../leg.ts';
import { legOf, type RunSaga } from './run-saga.ts';
import type { SagaInput } from './saga-input.ts';

/** Writes down what an input tells about one leg. Settled legs stay as they are, and so do foreign tasks. */
export function recordLegFact(run: RunSaga, input: SagaInput): RunSaga {
  switch (input.type) {
    case 'TaskDispatched':
      return change(run, input.payload.taskId, (leg) => ({ ...leg, isDispatched: true }));
    case 'TaskSucceeded': {
      const { taskId, outputKey, outputSha256, busyMs } = input.payload;
      return change(run, taskId, (leg) => ({
        ...leg,
        isDispatched: true,
        output: leg.output ?? { key: outputKey, sha256: outputSha256, busyMs },
      }));
    }
    case 'QualityEvaluated': {
      const { taskId, quality, composite } = input.payload;
      return change(run, taskId, (leg) => ({
        ...leg,
        quality: leg.quality ?? { parts: quality, composite },
      }));
    }
    case 'TaskFailed':
    case 'OutputRejected': {
      const { taskId, humanReadableCause } = input.payload;
      return change(run, taskId, (leg) => ({ ...leg, failureCause: humanReadableCause }));
    }
    case 'TaskCancelled':
      return change(run, input.payload.taskId, (leg) => ({ ...leg, isCancelled: true }));
    case 'FinishDeadline':
      return change(run, input.finishTaskId, (leg) => ({
        ...leg,
        failureCause: 'The full-length render took too long.',
      }));
    default:
      return run;
  }
}

function change(run: RunSaga, taskId: string, apply: (leg: Leg) => Leg): RunSaga {
  const found = legOf(run, taskId);
  if (!found || isSettled(found)) return run;
  return { ...run, legs: run.legs.map((leg) => (leg === found ? apply(found) : leg)) };
}
