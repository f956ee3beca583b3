import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Button } from '@mantine/core';
import { useState } from 'react';
import grid from '../../parts/grid.module.css';
import { weights as en } from '../../words/en/weights.ts';
import { ApplyWeightsDocument } from './weights.graphql.ts';
import { WeightsList } from './weights-list.tsx';
import { type Needed, STANDINGS, type Version, type Weights, whyStanding } from './weights-words.ts';

interface VersionViewProps {
  version: Version;
  hand: Weights;
  needed: Needed;
}

/** One version: why it stands where it stands, what it weighs, when it held, and the way to put it in force. */
export function VersionView({ version, hand, needed }: VersionViewProps) {
  const [word, tone] = STANDINGS[version.standing];
  return (
    <div className={grid.stack}>
      <p>
        <Chip tone={tone}>{word}</Chip> {whyStanding(version, needed)}
      </p>
      <ApplyWeights version={version} />
      <WeightsList version={version} hand={hand} needed={needed} />
      {version.applications.length > 0 && (
        <section aria-label={en.history}>
          <Facts
            as="lines"
            facts={version.applications.map(({ appliedAt, reason, appliedBy }) => ({
              name: formatMoment(appliedAt),
              value: `${appliedBy?.displayName ?? en.somebody}: “${reason}”`,
            }))}
          />
        </section>
      )}
    </div>
  );
}

/** The button that puts a version in force, where that may be done, and asks why. */
export function ApplyWeights({ version: { version, standing } }: { version: Version }) {
  const [isAsking, setAsking] = useState(false);
  const apply = useCommand(ApplyWeightsDocument);
  if (standing === 'IN_FORCE' || standing === 'NOT_BETTER') return null;
  const isNew = standing === 'PROPOSED' && version !== 0;
  return (
    <div>
      <Button variant={isNew ? 'filled' : 'default'} onClick={() => setAsking(true)}>
        {isNew ? en.putItInForce : en.goBackToIt}
      </Button>
      <DecisionDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={en.putVersionInForce(version)}
        confirm={en.putItInForce}
        reasonLabel={en.whyItIsKeptFor}
        problem={apply.problem}
        isBusy={apply.isBusy}
        onConfirm={async (reason) => {
          if ((await apply.act({ version, reason })) !== null) setAsking(false);
        }}
      >
        <p>{en.outputsJudgedFromNowOn}</p>
      </DecisionDialog>
    </div>
  );
}
