import { formatDuration, formatScore, formatUsd } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { isEnded, runWord } from '@effect-studio/web-kit/run/run-words.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, Select } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import grid from '../../parts/grid.module.css';
import { providers as en } from '../../words/en/providers.ts';
import { AbleAgentsDocument, TestProviderDocument, TestRunDocument } from './providers.graphql.ts';
import classes from './providers.module.css';
import type { Provider } from './providers-page.tsx';

const LOOK_EVERY_MS = 1_500;

/** Has the provider render a house clip on one machine, by the path of people's runs, and shows what came of it. */
export function TestCall({ provider }: { provider: Provider }) {
  const command = useCommand(TestProviderDocument);
  const active = provider.workflows.filter(({ isActive }) => isActive);
  const [workflowId, setWorkflow] = useState(
    (active.find(({ variant }) => variant === 'FAST') ?? active[0])?.id ?? null,
  );
  const [agentId, setAgent] = useState<string | null>(null);
  const [runId, setRun] = useState<string | null>(null);
  const digest = active.find(({ id }) => id === workflowId)?.digest;
  const able = useLiveQuery({
    query: AbleAgentsDocument,
    variables: { workflowId: workflowId ?? '', digest },
    pause: workflowId === null,
  });
  const call = async () => {
    setRun(null);
    const done = await command.act({ providerId: provider.id, workflowId, agentId });
    // Its run has its id, and begins in a moment.
    if (done?.__typename === 'WorkflowTrial') setRun(done.id);
  };
  return (
    <section className={grid.stack} aria-label={en.testCall}>
      <h3 className={classes.section}>{en.testCall}</h3>
      <p className={classes.muted}>{en.aHouseClipIsRendered}</p>
      <div className={classes.fields}>
        <Select
          label={en.workflow}
          data={active.map(({ id, title, effectType }) => ({
            value: id,
            label: en.workflowOf(effectType.title, title),
          }))}
          value={workflowId}
          onChange={(value) => {
            setWorkflow(value);
            setAgent(null);
          }}
          allowDeselect={false}
          searchable
        />
        <Select
          label={en.machine}
          placeholder={en.anyThatCan}
          data={(able.data?.eligibleAgents ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={agentId}
          onChange={setAgent}
          clearable
          clearButtonProps={{ 'aria-label': en.anyThatCan }}
        />
      </div>
      <div>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          disabled={workflowId === null}
          loading={command.isBusy}
          onClick={() => void call()}
        >
          {en.testIt}
        </Button>
      </div>
      {command.problem !== null && <ProblemNote {...command.problem} />}
      {runId !== null && <TestResult key={runId} runId={runId} />}
    </section>
  );
}

function TestResult({ runId }: { runId: string }) {
  const answer = useLiveQuery({ query: TestRunDocument, variables: { id: runId } });
  const run = answer.data?.run;
  const isOver = run != null && isEnded(run.state);
  const { retry } = answer;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks until it is over, whichever function asks
  useEffect(() => {
    if (isOver) return;
    const timer = setInterval(retry, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isOver]);
  const { word, tone } = runWord(run?.state ?? 'RESERVING');
  const leg = run?.candidates[0];
  return (
    <div className={grid.stack} aria-live="polite">
      <div className={classes.row}>
        <Chip tone={tone}>{word}</Chip>
        <a href={hashHref('runs', runId)}>{en.itsStory}</a>
      </div>
      {run?.failure && <p>{run.failure.humanReadableCause}</p>}
      {leg?.failureCause && <p>{leg.failureCause}</p>}
      {leg?.outputUrl && (
        <div className={classes.render}>
          <video src={leg.outputUrl} muted loop controls playsInline aria-label={en.whatItRendered} />
        </div>
      )}
      {isOver && leg !== undefined && (
        <Facts
          facts={[
            { name: en.quality, value: formatScore(leg.composite) },
            { name: en.machineTime, value: formatDuration(leg.durationMs) },
            {
              name: en.cost,
              value: leg.task.costNanoUsd == null ? '—' : formatUsd(leg.task.costNanoUsd, 'unit'),
            },
          ]}
        />
      )}
    </div>
  );
}
