import { formatCount, formatPercent, formatPointChange } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { useMemo } from 'react';
import type {
  RoutingPolicyInput,
  SimulatePolicyQuery,
  SimulationVerdict,
  TrialMetric,
} from '../../../generated/graphql.ts';
import { exploration as en } from '../../words/en/exploration.ts';
import { isProblem } from '../../words/problem-words.ts';
import { SimulatePolicyDocument } from './exploration.graphql.ts';
import classes from './policy.module.css';

type Simulation = Extract<SimulatePolicyQuery['simulatePolicy'], { __typename: 'PolicySimulation' }>;

const VERDICTS: Record<SimulationVerdict, readonly [word: string, tone: Tone]> = {
  BETTER: ['Better', 'good'],
  WORSE: ['Worse', 'bad'],
  UNDECIDED: ['The log does not tell them apart', 'neutral'],
};

export const METRICS: Record<TrialMetric, string> = {
  UTILITY: 'Utility',
  MARGIN: 'Margin',
  QUALITY: 'Quality',
};

interface SimulationViewProps {
  effectTypeId: string;
  policy: RoutingPolicyInput;
  isOfAll: boolean;
}

/** What a draft would have done with logged traffic, beside what is in force. */
export function SimulationView({ effectTypeId, policy, isOfAll }: SimulationViewProps) {
  const variables = useMemo(() => ({ draft: { effectTypeId, policy, days: 28 } }), [effectTypeId, policy]);
  const answer = useLiveQuery({ query: SimulatePolicyDocument, variables });
  return (
    <div className={classes.simulation}>
      <AnswerView answer={answer} what={en.theDraftCouldNotBe} rows={3}>
        {({ simulatePolicy: found }) =>
          isProblem(found) ? (
            <ProblemNote {...found} />
          ) : (
            <>
              <p>
                <Chip tone={VERDICTS[found.verdict][1]}>{VERDICTS[found.verdict][0]}</Chip>{' '}
                <span className={classes.muted}>
                  {en.decisionsOf28DaysWorth(
                    formatCount(found.decisions),
                    formatCount(Math.round(found.effectiveSamples)),
                    formatPercent(found.support),
                  )}
                  {isOfAll && en.ofTheFirstEffect()}
                  {en.intervalsAt95}
                </span>
              </p>
              <DataTable
                caption={en.theDraftBesideWhatIs}
                columns={COLUMNS}
                rows={found.comparisons}
                rowKey={({ metric }) => metric}
              />
            </>
          )
        }
      </AnswerView>
    </div>
  );
}

const around = (
  { mean, lower, upper }: Simulation['comparisons'][number]['draft'],
  format: (share: number) => string,
) => `${format(mean)} (${format(lower)} to ${format(upper)})`;

const COLUMNS: readonly Column<Simulation['comparisons'][number]>[] = [
  { key: 'metric', name: en.measure, cell: ({ metric }) => METRICS[metric] },
  {
    key: 'now',
    name: en.inForce,
    isNumber: true,
    isExtra: true,
    cell: ({ inForce }) => around(inForce, formatPercent),
  },
  {
    key: 'draft',
    name: en.draft,
    isNumber: true,
    isExtra: true,
    cell: ({ draft }) => around(draft, formatPercent),
  },
  {
    key: 'difference',
    name: en.difference,
    isNumber: true,
    cell: ({ difference }) => around(difference, formatPointChange),
  },
];
