import type { Fact, Facts, Finding } from './recommendation.ts';

/** What people read. */
export interface Wording {
  title: string;
  summary: string;
  /** What a person does when it does not apply itself. */
  instructions: readonly string[];
}

const text = (facts: Facts, name: string): string => {
  const fact: Fact | string | undefined = facts[name];
  if (fact === undefined) throw new Error(`the wording needs the fact ${name}`);
  return typeof fact === 'string' ? fact : fact.text;
};

/** Words a finding by the template of its kind, from its facts and nothing else. */
export function wordingOf({
  proposal,
  facts,
  source,
}: Pick<Finding, 'proposal' | 'facts' | 'source'>): Wording {
  const f = (name: string): string => text(facts, name);
  const basis =
    source === 'BENCHMARK'
      ? `${f('samples')} benchmark pairs on the same inputs`
      : `${f('samples')} executions`;
  const sureness = `Expected: ${f('impact')} a month (${f('level')} interval ${f('impactLower')} to ${f('impactUpper')}), confidence ${f('confidence')}, from ${basis}.`;
  switch (proposal.kind) {
    case 'PROVIDER_SWITCH':
      return {
        title: `Route ${f('effect')} from ${f('from')} to ${f('to')}`,
        summary: `A delivered work unit of ${f('effect')} costs ${f('toUnitCost')} with ${f('to')} instead of ${f('fromUnitCost')} with ${f('from')} (${f('costChange')}); quality changes by ${f('qualityChange')} points (${f('fromQuality')} to ${f('toQuality')}). ${sureness}`,
        instructions: [
          `Override the routing of ${f('effect')} so that ${f('toWorkflow')} is tried before ${f('fromWorkflow')}.`,
          'Watch margin and quality of the effect for a day; roll back to the earlier manifest when either falls.',
        ],
      };
    case 'WORKFLOW_TUNING':
      return proposal.toWorkflowId
        ? {
            title: `Use ${f('toWorkflow')} instead of ${f('fromWorkflow')} on ${f('from')}`,
            summary: `For ${f('effect')} a delivered work unit costs ${f('toUnitCost')} instead of ${f('fromUnitCost')} (${f('costChange')}) on the same provider; quality changes by ${f('qualityChange')} points. ${sureness}`,
            instructions: [
              `Override the routing of ${f('effect')} so that ${f('toWorkflow')} is tried first, or take ${f('fromWorkflow')} out of the catalogue.`,
            ],
          }
        : {
            title: `${f('fromWorkflow')} on ${f('from')} became dearer`,
            summary: `A delivered work unit of ${f('effect')} costs ${f('fromUnitCost')} now and cost ${f('toUnitCost')} before (${f('costChange')}). Going back is expected to change quality by ${f('qualityChange')} points. ${sureness}`,
            instructions: [
              `Compare the recent executions of ${f('fromWorkflow')} with earlier ones: failed attempts, startup, busy time per work unit.`,
              'Bring the workflow, its settings or its machines back to what they were, or use another one.',
            ],
          };
    case 'PRICE_ADJUSTMENT': {
      const isRaise = proposal.toTokens > proposal.fromTokens;
      const whose = proposal.effectTypeId ? `a run of ${f('effect')}` : 'a run';
      const demand =
        proposal.effectTypeId === null && f('priceChanges') === '0'
          ? 'How many people would stay away is not known yet; the interval includes that.'
          : f('priceChanges') === '0'
            ? 'How people answer to a price is not known yet; the interval includes that.'
            : `Earlier changes of prices (${f('priceChanges')}) speak for an elasticity of ${f('elasticity')}; the interval includes the doubt.`;
      return {
        title: `${isRaise ? 'Raise' : 'Lower'} the price of ${whose} from ${f('fromTokens')} to ${f('toTokens')} tokens`,
        summary: `The loaded margin is ${f('margin')}, the target ${f('target')}; a charged run costs ${f('costPerRun')}. ${sureness} ${demand}`,
        instructions: [`Publish a rate card with ${f('toTokens')} tokens for ${whose}.`],
      };
    }
    case 'FLEET_OPTIMIZATION':
      return fleetWording(proposal.change, f, sureness);
  }
}

function fleetWording(
  change: 'SMALLER' | 'LARGER' | 'OTHER_INSTANCE_TYPE',
  f: (name: string) => string,
  sureness: string,
): Wording {
  switch (change) {
    case 'SMALLER':
      return {
        title: `Make the fleet ${f('fleet')} smaller`,
        summary: `Its machines work ${f('utilisation')} of the time that is paid for; the target is ${f('target')}. Idling costs ${f('idlePerDay')} a day. ${sureness}`,
        instructions: [
          `Lower the number of warm machines of ${f('fleet')}, or shorten how long they are kept warm.`,
          'Watch the queue wait of the next busy hours; go back when it grows.',
        ],
      };
    case 'LARGER':
      return {
        title: `Make the fleet ${f('fleet')} larger`,
        summary: `Its machines work ${f('utilisation')} of the time that is paid for; the target is ${f('target')}. Of ${f('waitedRuns')} runs that waited, ${f('lostRuns')} more were lost than of those that did not. The machines that are missing would cost ${f('machinesPerDay')} a day. ${sureness}`,
        instructions: [
          `Raise the number of warm machines of ${f('fleet')}, in its busy hours at least.`,
          'Watch queue wait and idle cost for a week; go back when fewer runs are lost than the machines cost.',
        ],
      };
    case 'OTHER_INSTANCE_TYPE':
      return {
        title: `Use ${f('toType')} instead of ${f('fromType')} in the fleet ${f('fleet')}`,
        summary: `A delivered work unit of the same workflows costs ${f('toUnitCost')} on ${f('toType')} and ${f('fromUnitCost')} on ${f('fromType')}. ${sureness}`,
        instructions: [
          `Replace machines of type ${f('fromType')} by ${f('toType')}, one at a time.`,
          'Watch cost per unit, failures and queue wait; go back when one of them grows.',
        ],
      };
  }
}

/** Anything that reads as a number: digits with separators; a sign, a currency or a unit is not part of it. */
const NUMBER = /\p{N}+(?:[.,]\p{N}+)*/gu;

/**
 * Numbers in a text that no fact has. A wording by a language model is used only when there are none: it may
 * choose words, never figures. Numbers that are part of a name among the facts (`cpu-2x`) are allowed in that name.
 * @returns as written, in their order
 */
export function foreignNumbers(words: string, facts: Facts): string[] {
  const names = Object.values(facts).filter((fact) => typeof fact === 'string');
  const withoutNames = names
    .sort((a, b) => b.length - a.length)
    .reduce((rest, name) => (name ? rest.replaceAll(name, ' ') : rest), words);
  const allowed = new Set(
    Object.values(facts).flatMap((fact) => (typeof fact === 'string' ? [] : (fact.text.match(NUMBER) ?? []))),
  );
  return (withoutNames.match(NUMBER) ?? []).filter((number) => !allowed.has(number));
}

/** Words that say a number, or a multiple: what a model cannot write in figures it might write so. */
const NUMBER_WORDS =
  /\b(zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|billion|dozen|half|halves?|halv(?:ed|ing)|third|quarter|doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|twice|thrice|percent)s?\b/gi;

/** Numbers that stand in words in a text, in lower case, in their order. A wording may have those of its draft only. */
export const numberWords = (words: string): string[] =>
  (words.match(NUMBER_WORDS) ?? []).map((word) => word.toLowerCase());
