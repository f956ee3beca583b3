import { Heat } from '@effect-studio/web-kit/charts/heat.tsx';
import { formatCount } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { type Answer, useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, SegmentedControl } from '@mantine/core';
import { IconFlask, IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import type { BenchmarksQuery } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { DAY_MS, useSpan } from '../../parts/spans.ts';
import { benchmarks as en } from '../../words/en/benchmarks.ts';
import { isProblem } from '../../words/problem-words.ts';
import { BenchmarksDocument, ExecutionMatrixDocument, StartBenchmarkDocument } from './benchmarks.graphql.ts';
import { heatCells, MEASURES, type Measure, type Measured } from './matrix.ts';
import { RoundList } from './round-list.tsx';

/** A round that goes on is looked at again this often: it has no feed of its own. */
const LOOK_EVERY_MS = 4_000;

/** Providers compared on equal inputs, and on what really ran. */
export default function BenchmarksPage() {
  const [measure, setMeasure] = useState<Measure>('quality');
  const answer = useLiveQuery({ query: BenchmarksDocument, variables: {} });
  const start = useCommand(StartBenchmarkDocument);
  const isRunning = answer.data?.benchmarkRounds.some(({ state }) => state === 'RUNNING') ?? false;
  const { retry } = answer;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks while a round goes on, whichever function asks
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(retry, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  return (
    <>
      <PageHead
        title={en.benchmarks}
        action={
          <Button
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            loading={start.isBusy}
            disabled={isRunning}
            onClick={() => void start.act({ repeats: 1 })}
          >
            {isRunning ? en.aRoundGoesOn : en.compareAllNow}
          </Button>
        }
      >
        {en.everyProviderGetsTheSame}
      </PageHead>
      {start.problem !== null && <ProblemNote {...start.problem} />}
      <SegmentedControl
        size="xs"
        mb={14}
        aria-label={en.measure}
        value={measure}
        onChange={(value) => setMeasure(value as Measure)}
        data={Object.entries(MEASURES).map(([value, { name }]) => ({ value, label: name }))}
      />
      <div className={grid.grid}>
        <BenchmarkMatrix answer={answer} measure={measure} />
        <ExecutionMatrix measure={measure} />
        <RoundList answer={answer} className={grid.full} />
      </div>
    </>
  );
}

type Round = BenchmarksQuery['benchmarkRounds'][number];

/** The best workflow of each provider stands for it. */
function measuredIn(round: Round): Measured[] {
  const best = new Map<string, Measured>();
  for (const cell of round.cells) {
    const key = `${cell.provider.id} ${cell.effectType.id}`;
    const known = best.get(key);
    if (known?.quality != null && known.quality >= (cell.quality ?? 0)) continue;
    best.set(key, {
      provider: cell.provider,
      effectType: cell.effectType,
      samples: cell.sampleCount,
      quality: cell.quality ?? null,
      costNanoUsd: cell.costNanoUsd ?? null,
      durationMs: cell.busyMs ?? null,
      margin: cell.margin ?? null,
    });
  }
  return [...best.values()];
}

function BenchmarkMatrix({ answer, measure }: { answer: Answer<BenchmarksQuery>; measure: Measure }) {
  const round = answer.data?.benchmarkRounds.find(({ cells }) => cells.length > 0);
  return (
    <Panel
      title={en.onEqualInputs}
      note={
        round && (
          <>
            {en.round}
            <When at={round.requestedAt} />
            {en.ofRuns(formatCount(round.endedCount), formatCount(round.runCount))}
          </>
        )
      }
      action={round?.state === 'RUNNING' && <Chip tone="accent">{en.running}</Chip>}
      className={grid.full}
      isStale={answer.isStale}
    >
      <AnswerView answer={answer} what={en.theBenchmarksCouldNotBe} rows={4}>
        {({ benchmarkCases }) =>
          round === undefined ? (
            <Empty icon={<IconFlask size={20} aria-hidden />} title={en.noRoundHasBeenRun}>
              {en.knownInputsAreInThe(benchmarkCases.length)}
            </Empty>
          ) : (
            <Matrix cells={measuredIn(round)} measure={measure} caption={en.providersOnEqualInputs} />
          )
        }
      </AnswerView>
    </Panel>
  );
}

function ExecutionMatrix({ measure }: { measure: Measure }) {
  const span = useSpan(30 * DAY_MS);
  const variables = useMemo(() => ({ span }), [span]);
  const answer = useLiveQuery({ query: ExecutionMatrixDocument, variables });
  return (
    <Panel title={en.onWhatReallyRan} note={en.last30Days} className={grid.full} isStale={answer.isStale}>
      <AnswerView answer={answer} what={en.theExecutionsCouldNotBe} rows={4}>
        {({ providerMatrix }) => {
          if (isProblem(providerMatrix)) return <ProblemNote {...providerMatrix} />;
          if (providerMatrix.cells.length === 0)
            return <Empty title={en.nothingRanInTheLast}>{en.theMatrixFillsWithReal}</Empty>;
          const cells = providerMatrix.cells.map(
            (cell): Measured => ({
              provider: cell.provider,
              effectType: cell.effectType,
              samples: cell.sampleCount,
              quality: cell.quality ?? null,
              costNanoUsd: cell.costNanoUsd ?? null,
              durationMs: cell.durationMs ?? null,
              margin: cell.margin.margin ?? null,
            }),
          );
          return <Matrix cells={cells} measure={measure} caption={en.providersOnRealWork} />;
        }}
      </AnswerView>
    </Panel>
  );
}

function Matrix({
  cells,
  measure,
  caption,
}: {
  cells: readonly Measured[];
  measure: Measure;
  caption: string;
}) {
  const rows = new Map(cells.map(({ provider }) => [provider.id, provider]));
  const columns = new Map(cells.map(({ effectType: { id, title } }) => [id, { id, name: title }]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls sideways is reached by keyboard
    <section className={grid.scroll} tabIndex={0} aria-label={caption}>
      <Heat
        caption={`${caption}: ${MEASURES[measure].name.toLowerCase()}`}
        corner={en.provider}
        none={en.notMeasured}
        rows={[...rows.values()]}
        columns={[...columns.values()]}
        cells={heatCells(cells, measure)}
        onOpen={(_row, column) => goTo(['margin', 'effects', column])}
      />
    </section>
  );
}
