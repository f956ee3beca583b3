import { formatDuration, formatScore } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { runWord } from '@effect-studio/web-kit/run/run-words.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useSubscription } from 'urql';
import type { MakersDraftPartsFragment } from '../../../generated/graphql.ts';
import { making as en } from '../../words/en/making.ts';
import { TrialProgressDocument, TryMakersDraftDocument } from './making.graphql.ts';
import classes from './making.module.css';

type Trial = MakersDraftPartsFragment['trials'][number];

interface TriesProps {
  draft: MakersDraftPartsFragment;
  /** What is in the editor is not saved: a try would be of something else. */
  isChanged: boolean;
  onChange: () => void;
}

const OVER: ReadonlySet<NonNullable<Trial['run']>['state']> = new Set([
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'EXPIRED',
]);

/** Between the request and the run's beginning. */
const ASKED_FOR = { word: en.askedFor, tone: 'neutral' } as const;

/** Renders a clip of the house with the draft, and shows what came of it. */
export function TriesPanel({ draft, isChanged, onChange }: TriesProps) {
  const command = useCommand(TryMakersDraftDocument);
  const isReady = draft.faults.length === 0 && !isChanged && !draft.submittedAs;
  const attempt = async () => {
    if ((await command.act({ draftId: draft.id })) !== null) onChange();
  };
  return (
    <Panel
      title={en.tries}
      note={en.triesNote}
      action={
        <Button
          size="sm"
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          disabled={!isReady}
          loading={command.isBusy}
          onClick={() => void attempt()}
        >
          {en.tryIt}
        </Button>
      }
    >
      <div className={classes.stack}>
        {isChanged && <p className={classes.muted}>{en.saveFirst}</p>}
        {command.problem !== null && <ProblemNote {...command.problem} />}
        <ul className={classes.list}>
          {draft.trials.map((trial) => (
            <TrialRow key={trial.id} trial={trial} onChange={onChange} />
          ))}
        </ul>
      </div>
    </Panel>
  );
}

function TrialRow({ trial, onChange }: { trial: Trial; onChange: () => void }) {
  const { run } = trial;
  const isOver = run !== null && run !== undefined && OVER.has(run.state);
  const [{ data }] = useSubscription({
    query: TrialProgressDocument,
    // It has the trial's id, and is followed from its first step on: it may have begun, or ended, since the draft was read.
    variables: { id: trial.id, after: '0' },
    pause: isOver,
  });
  const reached = data?.runProgress.__typename === 'RunAdvance' ? data.runProgress.to : run?.state;
  const hasEnded = isOver || (reached !== undefined && OVER.has(reached));
  const wasOver = useRef(isOver);
  // What it rendered comes with its end.
  useEffect(() => {
    if (!hasEnded || wasOver.current) return;
    wasOver.current = true;
    onChange();
  }, [hasEnded, onChange]);
  const state = isOver ? run.state : reached;
  const { word, tone } = state ? runWord(state) : ASKED_FOR;
  return (
    <li>
      <div className={classes.words}>
        <span>
          <Chip tone={tone}>{word}</Chip>{' '}
          <span className={classes.muted}>
            <When at={trial.requestedAt} />
          </span>
        </span>
        <div className={classes.renders}>
          {(run?.candidates ?? []).map(({ outputUrl, composite, durationMs, failureCause }) => (
            <div key={outputUrl ?? failureCause ?? trial.id}>
              {outputUrl && (
                <video src={outputUrl} muted loop controls playsInline aria-label={en.whatItRendered} />
              )}
              {(failureCause ?? composite) != null && (
                <span className={classes.muted}>
                  {failureCause ?? en.score(formatScore(composite), formatDuration(durationMs))}
                </span>
              )}
            </div>
          ))}
        </div>
      </div>
    </li>
  );
}
