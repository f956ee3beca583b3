import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, dollars, percent, points } from './figures.ts';
import { RECOMMENDATION_STATES, RECOMMENDATION_TRANSITIONS } from './recommendation.ts';
import { foreignNumbers, numberWords, wordingOf } from './wording.ts';

const facts = {
  effect: 'look-match',
  from: 'cpu-2x',
  to: 'cpu-4x',
  fromWorkflow: 'look-match-fast',
  toWorkflow: 'look-match-fine',
  fromUnitCost: dollars(200_000),
  toUnitCost: dollars(140_000),
  costChange: percent(-0.3),
  fromQuality: percent(0.81),
  toQuality: percent(0.8),
  qualityChange: points(-0.01),
  impact: dollars(12_340_000_000),
  impactLower: dollars(9_000_000_000),
  impactUpper: dollars(15_000_000_000),
  level: { value: 0.8, text: '80 %' },
  confidence: percent(0.987),
  samples: count(412),
};
const finding = {
  proposal: {
    kind: 'PROVIDER_SWITCH' as const,
    effectTypeId: 'look-match',
    fromProviderId: 'cpu-2x',
    fromWorkflowId: 'look-match-fast',
    toProviderId: 'cpu-4x',
    toWorkflowId: 'look-match-fine',
  },
  facts,
  source: 'USER_RUNS' as const,
};

describe('the wording of a recommendation', () => {
  it('says what, how much, how sure and from how many', () => {
    const { title, summary } = wordingOf(finding);
    expect(title).toBe('Route look-match from cpu-2x to cpu-4x');
    expect(summary).toContain('costs $0.00014 with cpu-4x instead of $0.00020 with cpu-2x (−30.0 %)');
    expect(summary).toContain(
      '$12.34 a month (80 % interval $9.00 to $15.00), confidence 98.7 %, from 412 executions',
    );
  });

  it('uses no number that is not a fact', () => {
    const { title, summary } = wordingOf(finding);
    expect(foreignNumbers(`${title} ${summary}`, facts)).toEqual([]);
  });
});

describe('numbers in a wording', () => {
  it('are refused unless a fact has them, also as part of a longer number', () => {
    expect(foreignNumbers('It saves $12.34 a month on cpu-4x.', facts)).toEqual([]);
    expect(foreignNumbers('It saves $12.35 a month, 4 times more.', facts)).toEqual(['12.35', '4']);
    expect(foreignNumbers('About 12 dollars', facts)).toEqual(['12']);
  });

  it('are refused in other scripts, and found in words', () => {
    expect(foreignNumbers('It saves ١٢ a month, ½ of it at once.', facts)).toEqual(['١٢', '½']);
    expect(numberWords('Costs are Halved: twelve dollars, twice as much, ninety percent.')).toEqual([
      ...['halved', 'twelve', 'twice', 'ninety', 'percent'],
    ]);
    expect(numberWords('One of them often tends to be weighty.')).toEqual([]);
  });

  it('are found wherever they stand', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.string(), (before, number, after) => {
        const words = `${before} ${number} ${after}`;
        const ofFacts = Object.values(facts).flatMap((fact) =>
          typeof fact === 'string' ? [] : ((fact.text.match(/\d+(?:[.,]\d+)*/g) as string[] | null) ?? []),
        );
        const hasFact = ofFacts.includes(String(number));
        if (!hasFact) expect(foreignNumbers(words, facts).join(' ')).toContain(String(number));
      }),
    );
  });
});

describe('figures', () => {
  it('read well from a fraction of a cent to thousands', () => {
    expect(
      [0, 123, 140_000, 9_999_999, 10_000_000, -1_234_560_000_000].map((nano) => dollars(nano).text),
    ).toEqual(['$0.00', '$0.00000012', '$0.00014', '$0.0100', '$0.01', '−$1234.56']);
    expect(percent(-0.0001).text).toBe('0.0 %');
    expect(points(0.031).text).toBe('+3.1');
  });
});

describe('the states of a recommendation', () => {
  it('lead from proposed to rejected, measured or withdrawn, and every state is reached', () => {
    const reached = new Set(['PROPOSED', ...Object.values(RECOMMENDATION_TRANSITIONS).flat()]);
    expect([...reached].sort()).toEqual([...RECOMMENDATION_STATES].sort());
    const ends = RECOMMENDATION_STATES.filter((state) => RECOMMENDATION_TRANSITIONS[state].length === 0);
    expect(ends).toEqual(['REJECTED', 'MEASURED', 'WITHDRAWN']);
  });
});
