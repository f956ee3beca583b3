import type { Runner } from '@effect-studio/gpu-agent/runners/runner';

/** The same twin, which is told that all work is the studio's own try: so it does what it refuses everywhere else, the work of people. */
export function forPeople(runner: Runner): Runner {
  return {
    id: runner.id,
    whyNot: (workflow) => runner.whyNot(workflow),
    supports: (task) => runner.supports(task),
    estimate: (task) => runner.estimate(task),
    healthCheck: (...args) => runner.healthCheck(...args),
    cancel: (executionId) => runner.cancel(executionId),
    execute: (task, io) => runner.execute({ ...task, budgetContext: 'system_test' }, io),
  };
}
