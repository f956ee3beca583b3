import { ShareBar } from '@effect-studio/web-kit/charts/share-bar.tsx';
import { formatCount, formatDuration, formatPercent, MISSING } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, Drawer } from '@mantine/core';
import { IconPlus, IconServer2 } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { AgentStatus } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import tables from '../../parts/table.module.css';
import { agents as en } from '../../words/en/agents.ts';
import { type Agent, AgentView } from './agent-view.tsx';
import { AgentsDocument } from './agents.graphql.ts';
import { EnrolDialog } from './enrol-dialog.tsx';
import { MachinesPanel } from './machines-panel.tsx';

/** Heartbeats have no feed: the page looks again this often. */
const LOOK_EVERY_MS = 5_000;

const STATES: Record<AgentStatus, readonly [word: string, tone: Tone]> = {
  ONLINE: ['Online', 'good'],
  DRAINING: ['Draining', 'warn'],
  LOST: ['Silent', 'bad'],
};

/** Machines that take work: what they are and what they hold. */
export default function AgentsPage() {
  const answer = useLiveQuery({ query: AgentsDocument, variables: {} });
  const [isEnrolling, setEnrolling] = useState(false);
  const [openedId, setOpened] = useState<string | null>(null);
  const opened = answer.data?.agents.find(({ id }) => id === openedId);
  const { retry } = answer;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks on and on, whichever function asks
  useEffect(() => {
    const timer = setInterval(retry, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <PageHead
        title={en.gpuAgents}
        action={
          <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setEnrolling(true)}>
            {en.enrolAMachine}
          </Button>
        }
      >
        {en.machinesLeaseTasksByThemselves}
      </PageHead>
      <div className={grid.stack}>
        <Panel title={en.agents} isFlush isStale={answer.isStale}>
          <AnswerView answer={answer} what={en.theAgentsCouldNotBe} rows={4}>
            {({ agents }) =>
              agents.length === 0 ? (
                <Empty icon={<IconServer2 size={20} aria-hidden />} title={en.noMachineIsAtWork}>
                  {en.enrolOneTheTokenThat}
                </Empty>
              ) : (
                <DataTable
                  caption={en.agents}
                  columns={COLUMNS}
                  rows={agents}
                  rowKey={({ id }) => id}
                  openedKey={openedId}
                  onOpen={({ id }) => setOpened(id)}
                />
              )
            }
          </AnswerView>
        </Panel>
        <MachinesPanel answer={answer} />
      </div>
      <Drawer
        opened={opened !== undefined}
        onClose={() => setOpened(null)}
        position="right"
        size={680}
        title={opened?.name}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        {opened !== undefined && <AgentView agent={opened} />}
      </Drawer>
      <EnrolDialog isOpen={isEnrolling} onClose={() => setEnrolling(false)} />
    </>
  );
}

const COLUMNS: readonly Column<Agent>[] = [
  {
    key: 'name',
    name: en.machine,
    sortBy: ({ name }) => name,
    cell: ({ name, id, version }) => (
      <>
        <span className={tables.name}>{name}</span>
        <span className={tables.sub}>
          {id.slice(0, 13)} · {version}
        </span>
      </>
    ),
  },
  {
    key: 'state',
    name: en.state,
    sortBy: ({ status }) => status,
    cell: ({ status, cordon, quarantine }) =>
      quarantine ? (
        <Chip tone="bad">{en.inQuarantine}</Chip>
      ) : cordon ? (
        <Chip tone="warn">{en.getsNoWork}</Chip>
      ) : (
        <Chip tone={STATES[status][1]}>{STATES[status][0]}</Chip>
      ),
  },
  { key: 'fleet', name: en.fleet, isExtra: true, cell: ({ fleet }) => fleet ?? 'default' },
  {
    key: 'kind',
    name: en.kind,
    isExtra: true,
    cell: ({ instanceType, gpuName, vramMiB }) => (
      <>
        {instanceType}
        {instanceType.endsWith(':spot') && (
          <>
            {' '}
            <Chip tone="neutral">{en.spot}</Chip>
          </>
        )}
        <span className={tables.note}>
          {gpuName
            ? `${gpuName}${vramMiB ? `, ${formatCount(Math.round(vramMiB / 1024))} GiB` : ''}`
            : en.cpu}
        </span>
      </>
    ),
  },
  { key: 'can', name: en.can, isExtra: true, cell: ({ capabilities }) => capabilities.join(', ') },
  {
    key: 'leases',
    name: en.leases,
    isNumber: true,
    sortBy: ({ leaseCount }) => leaseCount,
    cell: ({ leaseCount }) => formatCount(leaseCount),
  },
  {
    key: 'busy',
    name: en.busyShare,
    isNumber: true,
    isExtra: true,
    sortBy: ({ utilisation }) => utilisation,
    cell: ({ utilisation }) => (
      <>
        {formatPercent(utilisation)}
        <ShareBar share={utilisation} />
      </>
    ),
  },
  {
    key: 'startup',
    name: en.startup,
    isNumber: true,
    isExtra: true,
    cell: ({ startupMs }) => (startupMs == null ? MISSING : formatDuration(startupMs)),
  },
  {
    key: 'seen',
    name: en.lastSeen,
    isNumber: true,
    sortBy: ({ lastSeenAt }) => lastSeenAt,
    cell: ({ lastSeenAt }) => <When at={lastSeenAt} />,
  },
];
