import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import type { Answer } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AgentsQuery } from '../../../generated/graphql.ts';
import tables from '../../parts/table.module.css';
import { agents as en } from '../../words/en/agents.ts';
import { RevokeMachineDocument } from './agents.graphql.ts';

type Machine = AgentsQuery['machines'][number];

/** Who may sign in as a machine. */
export function MachinesPanel({ answer }: { answer: Answer<AgentsQuery> }) {
  const [revoked, setRevoked] = useState<Machine | null>(null);
  const command = useCommand(RevokeMachineDocument);
  const columns: Column<Machine>[] = [
    ...COLUMNS,
    {
      key: 'act',
      name: '',
      isNumber: true,
      cell: (machine) =>
        machine.revokedAt === null && (
          <Button size="compact-sm" variant="default" onClick={() => setRevoked(machine)}>
            {en.revoke}
          </Button>
        ),
    },
  ];
  return (
    <Panel title={en.enrolledMachines} note={en.keysThatMaySignIn} isFlush isStale={answer.isStale}>
      <AnswerView answer={answer} what={en.theMachinesCouldNotBe} rows={3}>
        {({ machines }) => {
          const agents = machines.filter(({ kind }) => kind === 'AGENT');
          return agents.length === 0 ? (
            <Empty title={en.noMachineWasEnrolledYet}>{en.theStudiosOwnAgentSigns}</Empty>
          ) : (
            <DataTable
              caption={en.enrolledMachines}
              columns={columns}
              rows={agents}
              rowKey={({ id }) => id}
            />
          );
        }}
      </AnswerView>
      <DecisionDialog
        isOpen={revoked !== null}
        onClose={() => setRevoked(null)}
        title={en.revoke2(revoked?.name ?? '')}
        confirm={en.revokeForGood}
        isDangerous
        reasonLabel={en.whyItsOwnerIsTold}
        problem={command.problem}
        isBusy={command.isBusy}
        onConfirm={async (reason) => {
          if (revoked !== null && (await command.act({ clientId: revoked.id, reason })) !== null)
            setRevoked(null);
        }}
      >
        <p>{en.itGetsNoTokensAny}</p>
      </DecisionDialog>
    </Panel>
  );
}

const COLUMNS: readonly Column<Machine>[] = [
  {
    key: 'name',
    name: en.machine,
    cell: ({ name, id }) => (
      <>
        <span className={tables.name}>{name}</span>
        <span className={tables.sub}>{id}</span>
      </>
    ),
  },
  { key: 'owner', name: en.ownerWhoIsPaid, isExtra: true, cell: ({ owner }) => owner.displayName },
  { key: 'scopes', name: en.may, isExtra: true, cell: ({ scopes }) => scopes.join(', ') },
  { key: 'since', name: en.since, cell: ({ createdAt }) => <When at={createdAt} /> },
  {
    key: 'state',
    name: '',
    cell: ({ revokedAt }) =>
      revokedAt === null ? <Chip tone="good">{en.maySignIn}</Chip> : <Chip tone="bad">{en.revoked}</Chip>,
  },
];
