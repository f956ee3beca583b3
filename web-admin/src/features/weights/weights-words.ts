import { formatCount, formatPercent } from '@effect-studio/web-kit/format.ts';
import type { Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import type {
  WeightsQuery,
  WeightsStanding,
  WeightsVersionPartsFragment,
} from '../../../generated/graphql.ts';
import { weights as en } from '../../words/en/weights.ts';

export type Version = WeightsVersionPartsFragment;
export type Weights = Version['weights'];
/** What was decided until now, and how much is asked for. */
export type Decisions = WeightsQuery['qualityDecisions'];
export type Needed = Pick<Decisions, 'neededOfEffectType' | 'neededZ' | 'neededZOfEffectType'>;

/** The parts in the order in which all pages show them. */
export const PARTS = [
  ['fidelity', en.fidelity],
  ['styleAdherence', en.style],
  ['temporalConsistency', en.stability],
  ['artifacts', en.cleanness],
] as const;

export const STANDINGS: Record<WeightsStanding, readonly [word: string, tone: Tone]> = {
  IN_FORCE: [en.inForce, 'good'],
  PROPOSED: [en.proposed, 'warn'],
  NOT_BETTER: [en.notBetter, 'neutral'],
  RETIRED: [en.rolledBack, 'neutral'],
};

/** `2.33`, with a true minus. */
export const zWords = (z: number): string => z.toFixed(2).replace('-', '−');

/** Why a version stands where it stands, in sentences. */
export function whyStanding({ version, evidence }: Version, { neededZ }: Needed): string {
  if (evidence == null) return version === 0 ? en.madeByHand : en.nothingIsKnownOf;
  const learnt = en.learntFrom(formatCount(evidence.decisions), formatCount(evidence.preferences));
  const foretold =
    evidence.agreement == null || evidence.handAgreement == null
      ? ''
      : ` ${en.ranksAsPeopleDid(formatPercent(evidence.agreement), formatPercent(evidence.handAgreement))}`;
  const sure =
    evidence.z >= neededZ
      ? en.surelyBetter(zWords(evidence.z), zWords(neededZ))
      : en.mayBeLuck(zWords(evidence.z), zWords(neededZ));
  return `${learnt}${foretold} ${sure}`;
}

/** Why an effect type is weighed as it is. */
export function whyOfType(one: Version['effectTypes'][number], needed: Needed): string {
  if (one.evidence == null)
    return en.tooFewOfIt(formatCount(one.decisions), formatCount(needed.neededOfEffectType));
  const { agreement, agreementOfAll, z } = one.evidence;
  const decisions = formatCount(one.decisions);
  return one.isOwn
    ? en.ownFromDecisions(decisions, formatPercent(agreement), formatPercent(agreementOfAll))
    : en.ownNotBetter(decisions, zWords(z), zWords(needed.neededZOfEffectType));
}
