import { planBenchmark, planTrial } from '../../plan/plan-benchmark.ts';
import { planLegs } from '../../plan/plan-legs.ts';
import { planRerender } from '../../plan/plan-rerender.ts';
import type { RoutingView } from '../../plan/routing.ts';
import type { RunSaga } from '../run-saga.ts';
import { emitOnce, type TimerCommand } from '../saga-command.ts';
import { failed, type Phase } from '../step.ts';
import { dispatchEffectLeg } from './effect-leg.ts';
import { toEventLeg } from './event-leg.ts';

/** Waits for the prompts, which a published effect brings along; then decides who gets a leg and dispatches the batch. */
export const prompting: Phase = (run, world) => {
  if (!run.analysis || !run.variants) return null;
  if (run.effectInUse) return dispatchEffectLeg(run, world);
  const { at, policy } = world;
  const routing = { ...world.routing, budgetContext: run.budgetContext };
  const planned = { runId: run.runId, analysis: run.analysis, variants: run.variants };
  const { legs, decision } = plan(run, planned, routing, policy);
  if (legs.length === 0) {
    const whys = decision.considered.map(({ workflowId, reason }) => `${workflowId}: ${reason}`);
    return failed(
      { ...run, decision },
      {
        reason: 'NO_ELIGIBLE_PROVIDER',
        humanReadableCause: `No provider can make this now. ${whys.join('; ') || 'There are no workflows at all'}.`,
        suggestedAction: 'Try again later; your tokens are released.',
      },
      decision,
    );
  }
  return {
    to: 'DISPATCHING',
    run: { ...run, legs, decision },
    commands: [
      emitOnce('TestBatchDispatched', {
        runId: run.runId,
        ownerId: run.ownerId,
        inputs: { exampleKey: run.exampleKey!, footageKey: run.footageKey! },
        exampleDescriptor: run.analysis.exampleDescriptor,
        footageDescriptor: run.analysis.footageDescriptor,
        excerpt: run.analysis.excerpt,
        legs: legs.map((leg) => toEventLeg(run, leg)),
        decision,
      }),
      ...(run.benchmark ? [] : [legsDeadline(at, policy.legDeadlineMs)]),
    ],
  };
};

function plan(
  { benchmark, rerender }: RunSaga,
  planned: Parameters<typeof planLegs>[0],
  routing: RoutingView,
  policy: Parameters<typeof planLegs>[2],
): ReturnType<typeof planLegs> {
  if (rerender) return planRerender(planned, rerender, routing);
  if (!benchmark) return planLegs(planned, routing, policy);
  const { effectTypeId, legs } = benchmark;
  return legs ? planTrial(planned, effectTypeId, legs) : planBenchmark(planned, effectTypeId, routing);
}

/** From then on judged candidates are enough. A benchmark waits for all of its legs: it is about each of them. */
const legsDeadline = (at: Date, afterMs: number): TimerCommand => ({
  type: 'timer',
  name: 'LegsDeadline',
  dueAt: new Date(at.getTime() + afterMs),
});
