import { formatDuration, formatScore } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { runWord } from '@effect-studio/web-kit/run/run-words.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, MultiSelect } from '@mantine/core';
import { IconPlayerPlay, IconServerBolt } from '@tabler/icons-react';
import { useState } from 'react';
import type { DraftPartsFragment } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { effectStudio as en } from '../../words/en/effect-studio.ts';
import { TryDraftDocument } from './effect-studio.graphql.ts';
import classes from './effect-studio.module.css';

type Trial = DraftPartsFragment['trials'][number];

interface TrialPanelProps {
  draft: DraftPartsFragment;
  agents: readonly { id: string; name: string; status: string }[];
  /** What is in the editor is not saved: a try would be of something else. */
  isChanged: boolean;
  onTried: () => void;
}

/** Between the request and the run's beginning. */
const ASKED_FOR = { word: en.askedFor, tone: 'neutral' } as const;

/** Renders a house clip with the draft on chosen machines, or on all that can. */
export function TrialPanel({ draft, agents, isChanged, onTried }: TrialPanelProps) {
  const command = useCommand(TryDraftDocument);
  const [chosen, setChosen] = useState<string[]>([]);
  const isReady = draft.faults.length === 0 && !isChanged && !draft.submittedAs;
  const attempt = async (agentIds: string[] | null) => {
    if ((await command.act({ draftId: draft.id, agentIds })) !== null) onTried();
  };
  return (
    <Panel title={en.tries} note={en.byThePathOfPeoples}>
      <div className={grid.stack}>
        <MultiSelect
          label={en.machines}
          placeholder={chosen.length === 0 ? en.chooseOneOrMore : undefined}
          data={agents.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          onChange={setChosen}
          maxValues={8}
          clearable
          clearButtonProps={{ 'aria-label': en.chooseNone }}
        />
        <div className={classes.row}>
          <Button
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            disabled={!isReady || chosen.length === 0}
            loading={command.isBusy}
            onClick={() => void attempt(chosen)}
          >
            {en.tryItThere}
          </Button>
          <Button
            variant="default"
            leftSection={<IconServerBolt size={15} aria-hidden />}
            disabled={!isReady || agents.length === 0}
            loading={command.isBusy}
            onClick={() => void attempt(null)}
          >
            {en.onAllThatCan}
          </Button>
        </div>
        {isChanged && <p className={classes.muted}>{en.saveFirstATryIs}</p>}
        {agents.length === 0 && <p className={classes.muted}>{en.noMachineThatIsOnline}</p>}
        {command.problem !== null && <ProblemNote {...command.problem} />}
        <ul className={classes.trials}>
          {draft.trials.map((trial) => (
            <TrialRow key={trial.id} trial={trial} isOld={trial.digest !== draft.digest} />
          ))}
        </ul>
      </div>
    </Panel>
  );
}

function TrialRow({ trial, isOld }: { trial: Trial; isOld: boolean }) {
  const { word, tone } = trial.run ? runWord(trial.run.state) : ASKED_FOR;
  return (
    <li>
      <div className={classes.row}>
        <Chip tone={tone}>{word}</Chip>
        {isOld && <Chip tone="warn">{en.ofAnEarlierForm}</Chip>}
        {trial.run && <a href={hashHref('runs', trial.run.id)}>{en.itsStory}</a>}
        <span className={classes.muted}>
          <When at={trial.requestedAt} />
        </span>
      </div>
      <div className={classes.renders}>
        {trial.run?.candidates.map(({ task, outputUrl, composite, durationMs, failureCause }) => (
          <div key={task.id}>
            {outputUrl && (
              <video src={outputUrl} muted loop controls playsInline aria-label={en.whatItRendered} />
            )}
            <span className={classes.muted}>
              {failureCause ?? en.of100(formatScore(composite), formatDuration(durationMs))}
            </span>
          </div>
        ))}
      </div>
    </li>
  );
}
