import { formatCount, formatPercent, formatPointChange } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { IconArrowsSplit2, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { TrialEndReason, TrialPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import { exploration as en } from '../../words/en/exploration.ts';
import { StopTrialDocument, TrialParts, TrialsDocument } from './exploration.graphql.ts';
import { METRICS } from './simulation-view.tsx';
import { TrialForm } from './trial-form.tsx';
import classes from './trials-panel.module.css';

const ENDS: Record<TrialEndReason, readonly [word: string, tone: Tone]> = {
  A_IS_BETTER: ['A is better', 'good'],
  B_IS_BETTER: ['B is better', 'good'],
  NO_DIFFERENCE: ['No difference', 'neutral'],
  STOPPED_BY_ADMIN: ['Stopped', 'neutral'],
  TIME_IS_UP: ['Time was up', 'warn'],
};

/** A/B trials of two workflows on the same inputs. */
export function TrialsPanel({ className }: { className?: string }) {
  const answer = useLiveQuery({ query: TrialsDocument, variables: {} });
  const [isOpen, setOpen] = useState(false);
  const [stopped, setStopped] = useState<TrialPartsFragment | null>(null);
  const stop = useCommand(StopTrialDocument);
  return (
    <Panel
      title={en.aBTrials}
      note={en.pairedOnTheSameInputs}
      className={className}
      isStale={answer.isStale}
      action={
        <Button
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setOpen(true)}
        >
          {en.newTrial}
        </Button>
      }
    >
      <AnswerView answer={answer} what={en.theTrialsCouldNotBe} rows={3}>
        {({ routingTrials }) => {
          const trials = readFragment(TrialParts, routingTrials);
          return trials.length === 0 ? (
            <Empty icon={<IconArrowsSplit2 size={20} aria-hidden />} title={en.noTrialWasEverRun}>
              {en.twoWorkflowsGetTheSame}
            </Empty>
          ) : (
            <ul className={classes.trials}>
              {trials.map((trial) => (
                <Trial key={trial.id} trial={trial} onStop={() => setStopped(trial)} />
              ))}
            </ul>
          );
        }}
      </AnswerView>
      <TrialForm isOpen={isOpen} onClose={() => setOpen(false)} />
      <DecisionDialog
        isOpen={stopped !== null}
        onClose={() => setStopped(null)}
        title={en.stopThisTrial}
        confirm={en.stopIt}
        isDangerous
        reasonLabel={en.why}
        problem={stop.problem}
        isBusy={stop.isBusy}
        onConfirm={async (reason) => {
          if (stopped !== null && (await stop.act({ trialId: stopped.id, reason })) !== null)
            setStopped(null);
        }}
      >
        <p>{en.itEndsWithWhatIt}</p>
      </DecisionDialog>
    </Panel>
  );
}

function Trial({ trial, onStop }: { trial: TrialPartsFragment; onStop: () => void }) {
  const { result, endReason } = trial;
  return (
    <li>
      <span className={classes.head}>
        <strong>{trial.effectType.title}</strong>
        {endReason ? (
          <Chip tone={ENDS[endReason][1]}>{ENDS[endReason][0]}</Chip>
        ) : (
          <Chip tone="explore">{en.running}</Chip>
        )}
        {trial.mode === 'SHADOW' && <Chip tone="explore">{en.unseen}</Chip>}
      </span>
      <dl className={classes.pair}>
        <dt>A</dt>
        <dd>{trial.workflowA.title}</dd>
        <dt>B</dt>
        <dd>{trial.workflowB.title}</dd>
      </dl>
      <span className={classes.meta}>
        {en.ofTheRunsOfAt(
          METRICS[trial.metric],
          formatPercent(trial.share),
          formatCount(result.pairs),
          formatCount(trial.maxPairs),
        )}
        {result.meanDifference == null
          ? en.noDifferenceIsKnownYet
          : en.aLessBTo(
              formatPointChange(result.meanDifference),
              formatPointChange(result.lower),
              formatPointChange(result.upper),
            )}
      </span>
      <span className={classes.meta}>
        “{trial.reason}” · {trial.startedBy?.displayName ?? en.thePlatform}, <When at={trial.startedAt} />
        {trial.endNote && ` · ${trial.endNote}`}
      </span>
      {!endReason && (
        <Button size="compact-sm" variant="default" onClick={onStop}>
          {en.stop}
        </Button>
      )}
    </li>
  );
}
