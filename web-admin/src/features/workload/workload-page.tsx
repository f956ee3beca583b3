import { Heat } from '@effect-studio/web-kit/charts/heat.tsx';
import { formatCount, formatDuration, formatPercent } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, Drawer, SegmentedControl } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useSubscription } from 'urql';
import type { WorkloadPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import tables from '../../parts/table.module.css';
import { workload as en } from '../../words/en/workload.ts';
import { CellMargin } from './cell-margin.tsx';
import { WorkloadDocument, WorkloadParts, WorkloadUpdatesDocument } from './workload.graphql.ts';
import { rowOf, type WorkSum, workloadMatrix } from './workload-matrix.ts';

type Cell = WorkloadPartsFragment['cells'][number];
type Queue = WorkloadPartsFragment['queues'][number];

const LENGTHS = [
  { value: '60', label: '1h' },
  { value: '1440', label: '24h' },
  { value: '10080', label: '7d' },
];

/** Which machines run which workflows, what waits, and what they are busy with. */
export default function WorkloadPage() {
  const [length, setLength] = useState('60');
  const variables = useMemo(() => ({ minutes: Number(length) }), [length]);
  const answer = useLiveQuery({ query: WorkloadDocument, variables });
  const [{ data: update }] = useSubscription({ query: WorkloadUpdatesDocument, variables });
  const [opened, setOpened] = useState<{ row: string; column: string } | null>(null);
  return (
    <>
      <PageHead
        title={en.workload}
        action={
          <SegmentedControl
            size="xs"
            aria-label={en.howFarBack}
            value={length}
            onChange={setLength}
            data={LENGTHS}
          />
        }
      >
        {en.whatEachProvidersMachinesDo}
      </PageHead>
      <AnswerView answer={answer} what={en.theWorkloadCouldNotBe} rows={4} rowHeight={90}>
        {({ workload }) => {
          const latest = readFragment(WorkloadParts, update?.workloadUpdates);
          const shown =
            latest?.minutes === variables.minutes ? latest : readFragment(WorkloadParts, workload);
          const cells = shown.cells.filter((cell) => opened !== null && isIn(cell, opened));
          return (
            <div className={grid.grid}>
              <Panel
                title={en.providerFleetEffect}
                note={en.attemptsThatEndedWellAnd}
                className={grid.full}
                isStale={answer.isStale}
              >
                <Matrix workload={shown} onOpen={(row, column) => setOpened({ row, column })} />
              </Panel>
              <Queues queues={shown.queues} isStale={answer.isStale} />
              <Drawer
                opened={opened !== null}
                onClose={() => setOpened(null)}
                position="right"
                size={720}
                title={
                  cells[0] && `${cells[0].workflow.provider.name}, ${cells[0].workflow.effectType.title}`
                }
                closeButtonProps={{ 'aria-label': en.close }}
              >
                {cells[0] && (
                  <CellMargin
                    providerId={cells[0].workflow.provider.id}
                    effectTypeId={cells[0].workflow.effectType.id}
                  />
                )}
                <DataTable
                  caption={en.workflowsAndMachines}
                  columns={CELLS}
                  rows={cells}
                  rowKey={({ agent, workflow }) => `${agent.id} ${workflow.id}`}
                />
              </Drawer>
            </div>
          );
        }}
      </AnswerView>
    </>
  );
}

/** What waits and what goes on; workflows that nobody wants now are shown on demand. */
function Queues({ queues, isStale }: { queues: readonly Queue[]; isStale: boolean }) {
  const [areAllShown, showAll] = useState(false);
  const busy = queues.filter(({ waitingCount, leasedCount }) => waitingCount + leasedCount > 0);
  const rows = areAllShown ? queues : busy;
  return (
    <Panel
      title={en.queues}
      note={en.onePerActiveWorkflowLongest}
      isFlush
      className={grid.full}
      isStale={isStale}
      action={
        <Button size="compact-sm" variant="subtle" onClick={() => showAll(!areAllShown)}>
          {areAllShown ? en.onlyWhatIsWanted : en.allQueues(queues.length)}
        </Button>
      }
    >
      {rows.length === 0 ? (
        <Empty icon={<IconStack2 size={20} aria-hidden />} title={en.nothingWaitsOrGoesOn} />
      ) : (
        <DataTable
          caption={en.queues}
          columns={QUEUES}
          rows={rows}
          rowKey={({ workflow }) => workflow.id}
          sort={{ key: 'oldest', isDown: true }}
        />
      )}
    </Panel>
  );
}

const isIn = (cell: Cell, { row, column }: { row: string; column: string }): boolean =>
  rowOf(cell) === row && cell.workflow.effectType.id === column;

interface MatrixProps {
  workload: WorkloadPartsFragment;
  onOpen: (row: string, column: string) => void;
}

function Matrix({ workload: { cells, minutes }, onOpen }: MatrixProps) {
  const { rows, columns, sums } = workloadMatrix(cells);
  if (rows.length === 0)
    return (
      <Empty icon={<IconStack2 size={20} aria-hidden />} title={en.noMachineWorkedInThis}>
        {en.cellsAppearWithTheFirst}
      </Empty>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls sideways is reached by keyboard
    <section className={grid.scroll} tabIndex={0} aria-label={en.workloadMatrix}>
      <Heat
        caption={en.attemptsPerProviderFleetAnd}
        corner={en.providerFleet}
        none={en.nothing}
        rows={rows}
        columns={columns}
        onOpen={onOpen}
        cells={sums.map((sum) => ({
          row: sum.row,
          column: sum.column,
          text: formatCount(sum.succeededCount),
          note: noteOf(sum),
          strength: busyShare(sum, minutes),
          tone: sum.failedCount > sum.succeededCount ? 'bad' : 'accent',
        }))}
      />
    </section>
  );
}

/** Share of the time of its machines that went into a cell, 0 to 1. */
const busyShare = ({ busyMs, agentIds }: WorkSum, minutes: number): number =>
  busyMs / (minutes * 60_000 * Math.max(1, agentIds.size));

function noteOf({ leasedCount, failedCount }: WorkSum): string {
  const parts = [
    ...(leasedCount > 0 ? [`${formatCount(leasedCount)} now`] : []),
    ...(failedCount > 0 ? [`${formatCount(failedCount)} failed`] : []),
  ];
  return parts.length === 0 ? 'idle' : parts.join(', ');
}

const QUEUES: readonly Column<Queue>[] = [
  {
    key: 'workflow',
    name: en.workflow,
    sortBy: ({ workflow }) => workflow.title,
    cell: ({ workflow, provider }) => (
      <>
        <span className={tables.name}>{workflow.title}</span>
        <span className={tables.note}>
          {provider.name} · {workflow.effectType.title}
        </span>
      </>
    ),
  },
  {
    key: 'waiting',
    name: en.waiting,
    isNumber: true,
    sortBy: ({ waitingCount }) => waitingCount,
    cell: ({ waitingCount }) => formatCount(waitingCount),
  },
  {
    key: 'oldest',
    name: en.longestWait,
    isNumber: true,
    sortBy: ({ oldestWaitMs }) => oldestWaitMs,
    cell: ({ oldestWaitMs }) => formatDuration(oldestWaitMs),
  },
  {
    key: 'leased',
    name: en.goingOn,
    isNumber: true,
    isExtra: true,
    sortBy: ({ leasedCount }) => leasedCount,
    cell: ({ leasedCount }) => formatCount(leasedCount),
  },
  {
    key: 'free',
    name: en.freeSlots,
    isNumber: true,
    isExtra: true,
    sortBy: ({ freeSlotCount }) => freeSlotCount,
    cell: ({ freeSlotCount }) => formatCount(freeSlotCount),
  },
  {
    key: 'agents',
    name: en.machines,
    isNumber: true,
    isExtra: true,
    sortBy: ({ agentCount }) => agentCount,
    cell: ({ agentCount }) => formatCount(agentCount),
  },
];

const CELLS: readonly Column<Cell>[] = [
  {
    key: 'agent',
    name: en.machine,
    cell: ({ agent, workflow }) => (
      <>
        <span className={tables.name}>{agent.name}</span>
        <span className={tables.note}>
          {en.heardOf(workflow.title)}
          <When at={agent.lastSeenAt} />
        </span>
      </>
    ),
  },
  { key: 'now', name: en.now, isNumber: true, cell: ({ leasedCount }) => formatCount(leasedCount) },
  { key: 'done', name: en.done, isNumber: true, cell: ({ succeededCount }) => formatCount(succeededCount) },
  { key: 'failed', name: en.failed, isNumber: true, cell: ({ failedCount }) => formatCount(failedCount) },
  {
    key: 'success',
    name: en.wentWell,
    isNumber: true,
    isExtra: true,
    cell: ({ succeededCount, failedCount }) =>
      formatPercent(
        succeededCount + failedCount === 0 ? null : succeededCount / (succeededCount + failedCount),
      ),
  },
  { key: 'mean', name: en.onAverage, isNumber: true, cell: ({ meanBusyMs }) => formatDuration(meanBusyMs) },
];
