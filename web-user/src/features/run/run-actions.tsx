import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { uuidV7 } from '@effect-studio/web-kit/uuid-v7.ts';
import { Button, Popover } from '@mantine/core';
import { IconDownload, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useMutation } from 'urql';
import { run as en } from '../../words/en/run.ts';
import { CancelRunDocument, ChooseCandidateDocument } from './run.graphql.ts';
import classes from './run-actions.module.css';

type Problem = { humanReadableCause: string; suggestedAction: string };
const UNREACHABLE: Problem = {
  humanReadableCause: en.theStudioDidNotAnswer,
  suggestedAction: en.tryAgainItIsNot,
};

/** Stops the run, after asking. */
export function CancelRun({ runId }: { runId: string }) {
  const [{ fetching }, cancel] = useMutation(CancelRunDocument);
  const [isOpen, setOpen] = useState(false);
  const [key] = useState(() => uuidV7());
  const [problem, setProblem] = useState<Problem | null>(null);
  async function confirm(): Promise<void> {
    setProblem(null);
    const { data } = await cancel({ input: { runId, idempotencyKey: key } });
    if (data === undefined) setProblem(UNREACHABLE);
    else if (data.cancelRun.__typename === 'Run') setOpen(false);
    else setProblem(data.cancelRun);
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={300} trapFocus withArrow>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconX size={16} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          {en.cancelRun}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.confirm} aria-label={en.cancelThisRun}>
        <p>{en.theEnginesStopAndWhat}</p>
        {problem !== null && <ProblemNote {...problem} />}
        <div className={classes.row}>
          <Button size="sm" variant="default" onClick={() => setOpen(false)}>
            {en.keepGoing}
          </Button>
          <Button size="sm" color="red.8" loading={fetching} onClick={() => void confirm()}>
            {en.cancelTheRun}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

interface VersionActionsProps {
  runId: string;
  /** The version on the stage; null while there is none. */
  shown: { taskId: string; providerName: string } | null;
  isWinner: boolean;
  isOpenToChoice: boolean;
  resultUrl: string | null;
}

/** Take another version than the best-ranked one, and download the result. */
export function VersionActions({ runId, shown, isWinner, isOpenToChoice, resultUrl }: VersionActionsProps) {
  const [{ fetching }, choose] = useMutation(ChooseCandidateDocument);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function take(taskId: string): Promise<void> {
    setProblem(null);
    const { data } = await choose({ input: { runId, taskId, idempotencyKey: uuidV7() } });
    if (data === undefined) setProblem(UNREACHABLE);
    else if (data.chooseCandidate.__typename !== 'Run') setProblem(data.chooseCandidate);
  }
  return (
    <div className={classes.actions}>
      {shown !== null && !isWinner && isOpenToChoice && (
        <>
          <Button fullWidth size="lg" loading={fetching} onClick={() => void take(shown.taskId)}>
            {en.toUseTheVersion(shown.providerName)}
          </Button>
          <p className={classes.hint}>{en.itIsRenderedInFull}</p>
        </>
      )}
      {problem !== null && <ProblemNote {...problem} />}
      {resultUrl !== null && (
        <Button
          component="a"
          href={resultUrl}
          download
          target="_blank"
          rel="noreferrer"
          fullWidth
          variant={isWinner || !isOpenToChoice ? 'filled' : 'subtle'}
          size={isWinner || !isOpenToChoice ? 'lg' : 'md'}
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          {en.downloadMp4}
        </Button>
      )}
    </div>
  );
}
