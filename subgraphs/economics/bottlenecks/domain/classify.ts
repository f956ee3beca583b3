import type { Subject } from '../../detection/domain/subject.ts';
import type { BottleneckClass, Classification, TestResult } from './bottleneck.ts';
import type { Features } from './features.ts';
import type { TreeSettings } from './tree-settings.ts';

/**
 * The decision tree: throttling, tokens, cold start, saturation, latency, workflow, in that order, since each
 * of the later ones looks like one of the earlier at first sight. Every test is kept, so that an operator can follow
 * it. Several labels may hold at once. Pure.
 */
export function classify(features: Features, settings: TreeSettings): Classification[] {
  return [
    ...features.providerIds.map((id) => throttling(features, id, settings)),
    ...features.ownerIds.map((id) => depletion(features, id, settings)),
    ...features.fleets.map((id) => coldStart(features, id, settings)),
    ...features.fleets.map((id) => saturation(features, id, settings)),
    ...features.providerIds.map((id) => latency(features, id, settings)),
    ...features.workflowIds.map((id) => workflow(features, id, settings)),
  ].filter((one) => one.tests.every((test) => test.passed));
}

const above = (question: string, value: number | null, limit: number): TestResult => ({
  question,
  value,
  limit,
  passed: value !== null && value > limit,
});
const atMost = (question: string, value: number | null, limit: number): TestResult => ({
  question,
  value,
  limit,
  passed: value !== null && value <= limit,
});
/** Passes also when there is only one, so that nothing is left to look at. */
const aboveUnless = (isOnly: boolean, question: string, value: number | null, limit: number): TestResult => ({
  question,
  value,
  limit,
  passed: isOnly || (value !== null && value > limit),
});
/** Passes also when there is nothing to compare with. */
const atMostIfKnown = (question: string, value: number | null, limit: number): TestResult => ({
  question,
  value,
  limit,
  passed: value === null || value <= limit,
});

function label(
  bottleneckClass: BottleneckClass,
  subject: Subject,
  affectedAttempts: number,
  tests: readonly TestResult[],
): Classification {
  return { bottleneckClass, subject, affectedAttempts, tests };
}

const enough = (attempts: number, { minAttempts }: TreeSettings): TestResult =>
  above('Attempts of the last hour', attempts, minAttempts - 1);

const enoughSteady = (attempts: number, { minAttempts }: TreeSettings): TestResult =>
  above('Attempts that show how fast the work is', attempts, minAttempts - 1);

function throttling(features: Features, providerId: string, settings: TreeSettings): Classification {
  const provider = features.provider(providerId);
  const { share, timesUsual } = settings.throttling;
  return label('PROVIDER_API_THROTTLING', { kind: 'PROVIDER', id: providerId }, provider.attempts, [
    enough(provider.attempts, settings),
    above('Share of attempts asked to slow down, lower bound', provider.throttledLowerBound, share),
    above(
      'That share against the usual one',
      provider.throttledShare,
      timesUsual * provider.usualThrottledShare,
    ),
    above('Milliseconds of wait asked for, per such attempt', provider.retryAfterMs, 0),
  ]);
}

function depletion(features: Features, ownerId: string, settings: TreeSettings): Classification {
  const owner = features.owner(ownerId);
  return label('TOKEN_DEPLETION_RISK', { kind: 'OWNER', id: ownerId }, 0, [
    above('Tokens consumed over the last day', owner.tokensPerDay, 0),
    atMost('Hours that the balance lasts at that pace', owner.hoursLeft, settings.depletion.hours),
  ]);
}

function coldStart(features: Features, name: string, settings: TreeSettings): Classification {
  const fleet = features.fleet(name);
  const { share, timesUsual, steadyRatio, idleUtilisation } = settings.coldStart;
  return label('COLD_START_PENALTY', { kind: 'FLEET', id: name }, fleet.attempts, [
    enough(fleet.attempts, settings),
    above('Share of machine time spent on getting ready', fleet.startupShare, share),
    above(
      'That share against the usual one',
      fleet.startupShare,
      timesUsual * (fleet.usualStartupShare ?? 0),
    ),
    atMostIfKnown('Work on machines that were ready against the usual', fleet.latencyRatio, steadyRatio),
    {
      question: 'Least utilisation in the three hours before, unless machines were started in the last hour',
      value: fleet.lowestUtilisation,
      limit: idleUtilisation,
      passed: fleet.startedAgents > 0 || (fleet.lowestUtilisation ?? 1) <= idleUtilisation,
    },
  ]);
}

function saturation(features: Features, name: string, settings: TreeSettings): Classification {
  const fleet = features.fleet(name);
  const { utilisation, waitRatio, waitMs, busyRatio } = settings.saturation;
  return label('GPU_SATURATION', { kind: 'FLEET', id: name }, fleet.attempts, [
    above('Share of machine time in use', fleet.utilisation, utilisation),
    above('Milliseconds of wait for a machine', fleet.waitMs, waitMs),
    above('That wait against the usual one at this time of day', fleet.waitRatio, waitRatio),
    atMostIfKnown('Work per unit against the usual', fleet.latencyRatio, busyRatio),
    atMost('Share of machine time spent on getting ready', fleet.startupShare, settings.coldStart.share),
  ]);
}

function latency(features: Features, providerId: string, settings: TreeSettings): Classification {
  const provider = features.provider(providerId);
  const { ratio, restRatio, othersRatio } = settings.latency;
  return label('PROVIDER_LATENCY_DEGRADATION', { kind: 'PROVIDER', id: providerId }, provider.attempts, [
    enoughSteady(provider.steadyAttempts, settings),
    above('Work per unit against the usual', provider.latencyRatio, ratio),
    aboveUnless(
      provider.workflowCount === 1,
      'The same without its slowest workflow, at least',
      provider.restLatencyRatio,
      restRatio,
    ),
    atMost(
      'Share of attempts asked to slow down, lower bound',
      provider.throttledLowerBound,
      settings.throttling.share,
    ),
    atMostIfKnown(
      'Work per unit at all other providers against the usual',
      provider.otherLatencyRatio,
      othersRatio,
    ),
  ]);
}

function workflow(features: Features, workflowId: string, settings: TreeSettings): Classification {
  const one = features.workflow(workflowId);
  const { ratio, restRatio, siblingRatio } = settings.workflow;
  return label('WORKFLOW_INEFFICIENCY', { kind: 'WORKFLOW', id: workflowId }, one.attempts, [
    enoughSteady(one.steadyAttempts, settings),
    above('Work per unit against the usual', one.latencyRatio, ratio),
    aboveUnless(
      one.providerCount === 1,
      'The same without the provider on which it is slowest, at least',
      one.restLatencyRatio,
      restRatio,
    ),
    atMost('Other workflows on the same providers against the usual', one.siblingLatencyRatio, siblingRatio),
    atMost('Share of attempts asked to slow down', one.throttledShare, settings.throttling.share),
  ]);
}
