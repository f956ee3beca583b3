import { routing as en } from '../../words/en/routing.ts';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^schedule$/, en.onSchedule],
  [/^boot$/, en.theStudioStarted],
  [/^override-.*-expired$/, en.anOrderExpired],
  [/^override-|^overrideRouting /, en.anOrderWasGiven],
  [/^liftRoutingOverride /, en.anOrderWasLifted],
  [/^(applyManifest|rollbackManifest) /, en.wentBack],
  [/^updateRoutingPolicy /, en.thePolicyChanged],
  [/^rate-card-/, en.pricesChanged],
  [/^action-.*-ended$/, en.anActionEnded],
  [/^action-/, en.anActionBegan],
  [/^exploration-wallet:true/, en.explorationIsOutOfMoney],
  [/^exploration-wallet:/, en.explorationHasMoney],
  [/^(trial|startRoutingTrial|stopRoutingTrial)/, en.aTrialChanged],
  [/^[0-9a-f]{8}-[0-9a-f]{4}-/, en.aProviderChanged],
];

/** What a manifest was made for, in words; what is not known by a name stays as the engine wrote it. */
export const manifestCause = (cause: string): string =>
  PATTERNS.find(([pattern]) => pattern.test(cause))?.[1] ?? cause;
