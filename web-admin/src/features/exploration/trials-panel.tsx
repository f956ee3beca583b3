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
      title="A/B trials"
      note="paired, on the same inputs"
      className={className}
      isStale={answer.isStale}
      action={
        <Button
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setOpen(true)}
        >
          New trial
        </Button>
      }
    >
      <AnswerView answer={answer} what="The trials could not be loaded" rows={3}>
        {({ routingTrials }) => {
          const trials = readFragment(TrialParts, routingTrials);
          return trials.length === 0 ? (
            <Empty icon={<IconArrowsSplit2 size={20} aria-hidden />} title="No trial was ever run">
              Two workflows get the same inputs until it is sure which is better. It may be stopped at any
              look.
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
        title="Stop this trial?"
        confirm="Stop it"
        isDangerous
        reasonLabel="Why?"
        problem={stop.problem}
        isBusy={stop.isBusy}
        onConfirm={async (reason) => {
          if (stopped !== null && (await stop.act({ trialId: stopped.id, reason })) !== null)
            setStopped(null);
        }}
      >
        <p>It ends with what it found until now.</p>
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
          <Chip tone="explore">Running</Chip>
        )}
        {trial.mode === 'SHADOW' && <Chip tone="explore">Unseen</Chip>}
      </span>
      <span>
        A {trial.workflowA.title} · B {trial.workflowB.title}
      </span>
      <span className={classes.meta}>
        {METRICS[trial.metric]}, {formatPercent(trial.share)} of the runs · {formatCount(result.pairs)} of at
        most {formatCount(trial.maxPairs)} pairs ·{' '}
        {result.meanDifference == null
          ? 'no difference is known yet'
          : `A less B ${formatPointChange(result.meanDifference)} (${formatPointChange(result.lower)} to ${formatPointChange(result.upper)})`}
      </span>
      <span className={classes.meta}>
        “{trial.reason}” · {trial.startedBy?.displayName ?? 'the platform'}, <When at={trial.startedAt} />
        {trial.endNote && ` · ${trial.endNote}`}
      </span>
      {!endReason && (
        <Button size="compact-sm" variant="default" onClick={onStop}>
          Stop
        </Button>
      )}
    </li>
  );
}
