import { consume } from '@effect-studio/kernel/bus/consumer';
import { TaskSucceeded } from '@effect-studio/schema/events/execution';

/** Every output is judged, the full-length one too. */
export const onTaskSucceeded = consume(TaskSucceeded, async (tx, { payload, budgetContext }) => {
  await tx.schedule({
    kind: 'judge-output',
    dedupeKey: `judge:${payload.taskId}`,
    payload: { ...payload, budgetContext },
    maxAttempts: 3,
  });
});
