import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import type { Answer } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { Countdown } from '@effect-studio/web-kit/ui/countdown.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type {
  OverridePartsFragment,
  RoutingOverrideKind,
  RoutingStateQuery,
} from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import { routing as en } from '../../words/en/routing.ts';
import { LiftOverrideDocument, OverrideParts } from './routing.graphql.ts';
import classes from './routing-page.module.css';

const KINDS: Record<RoutingOverrideKind, readonly [word: string, tone: Tone]> = {
  BAR: ['No traffic', 'bad'],
  PIN: ['All traffic', 'accent'],
  SHADOW: ['Shadow only', 'explore'],
  HOLD: ['Snapshot held', 'warn'],
};

interface OverrideListProps {
  answer: Answer<RoutingStateQuery>;
  className?: string;
}

/** What people ordered, and what still stands of it. */
export function OverrideList({ answer, className }: OverrideListProps) {
  const [lifted, setLifted] = useState<OverridePartsFragment | null>(null);
  const lift = useCommand(LiftOverrideDocument);
  return (
    <Panel title={en.orders} note={en.newestFirst} className={className} isStale={answer.isStale}>
      <AnswerView answer={answer} what={en.theOrdersCouldNotBe} rows={3}>
        {({ routingOverrides }) => {
          const overrides = readFragment(OverrideParts, routingOverrides);
          if (overrides.length === 0)
            return <Empty title={en.nothingWasEverOrdered}>{en.theEngineDecidesByItself}</Empty>;
          return (
            <ul className={classes.orders}>
              {overrides.map((one) => (
                <li key={one.id}>
                  <span className={classes.chips}>
                    <Chip tone={KINDS[one.kind][1]}>{KINDS[one.kind][0]}</Chip>
                    <strong>{subjectOf(one)}</strong>
                  </span>
                  <span className={classes.meta}>
                    “{one.reason}” · {one.createdBy?.displayName ?? en.thePlatform},{' '}
                    <When at={one.createdAt} /> ·{' '}
                    {one.isInForce ? (
                      <>
                        {en.ends}
                        <Countdown to={one.expiresAt} />
                      </>
                    ) : one.liftedAt ? (
                      `lifted ${formatMoment(one.liftedAt)}${one.liftReason ? `: “${one.liftReason}”` : ''}`
                    ) : (
                      'over'
                    )}
                  </span>
                  {one.isInForce && (
                    <Button size="compact-sm" variant="default" onClick={() => setLifted(one)}>
                      {en.lift}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          );
        }}
      </AnswerView>
      <DecisionDialog
        isOpen={lifted !== null}
        onClose={() => setLifted(null)}
        title={en.liftThisOrder}
        confirm={en.liftIt}
        reasonLabel={en.why}
        problem={lift.problem}
        isBusy={lift.isBusy}
        onConfirm={async (reason) => {
          if (lifted !== null && (await lift.act({ overrideId: lifted.id, reason })) !== null)
            setLifted(null);
        }}
      >
        <p>
          {lifted !== null && subjectOf(lifted)}
          {en.aNewManifestWithoutIt}
        </p>
      </DecisionDialog>
    </Panel>
  );
}

function subjectOf({ kind, manifestVersion, workflow, provider, effectType }: OverridePartsFragment): string {
  if (kind === 'HOLD') return `version ${manifestVersion}`;
  const what = workflow?.title ?? provider?.name ?? 'everything';
  return effectType ? `${what}, for ${effectType.title}` : what;
}
