import { formatCount } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, Drawer } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { PartnersQuery } from '../../../generated/graphql.ts';
import tables from '../../parts/table.module.css';
import { people as en } from '../../words/en/people.ts';
import { InviteDialog } from './invite-dialog.tsx';
import { PartnerView } from './partner-view.tsx';
import { PartnersDocument } from './people.graphql.ts';

export type Partner = PartnersQuery['machines'][number];

/** Programs of other companies: what they may do, how much a day, and by which key they sign in. */
export function PartnersPanel() {
  const answer = useLiveQuery({ query: PartnersDocument, variables: {} });
  const [isInviting, setInviting] = useState(false);
  const [openedId, setOpened] = useState<string | null>(null);
  const opened = answer.data?.machines.find(({ id }) => id === openedId);
  return (
    <Panel
      title={en.partnersPrograms}
      note={en.theyActForTheirOwner}
      isFlush
      isStale={answer.isStale}
      action={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setInviting(true)}
        >
          {en.letAProgramIn}
        </Button>
      }
    >
      <AnswerView answer={answer} what={en.theProgramsCouldNotBe} rows={3}>
        {({ machines }) => {
          const partners = machines.filter(({ kind }) => kind === 'PARTNER');
          return partners.length === 0 ? (
            <Empty icon={<IconKey size={20} aria-hidden />} title={en.noProgramYet}>
              {en.letOneInAndIt}
            </Empty>
          ) : (
            <DataTable
              caption={en.partnersPrograms}
              columns={COLUMNS}
              rows={partners}
              rowKey={({ id }) => id}
              openedKey={openedId}
              onOpen={({ id }) => setOpened(id)}
            />
          );
        }}
      </AnswerView>
      <InviteDialog isOpen={isInviting} onClose={() => setInviting(false)} />
      <Drawer
        opened={opened !== undefined}
        onClose={() => setOpened(null)}
        position="right"
        size={520}
        title={opened?.name}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        {opened !== undefined && <PartnerView key={opened.id} partner={opened} />}
      </Drawer>
    </Panel>
  );
}

const COLUMNS: readonly Column<Partner>[] = [
  {
    key: 'name',
    name: en.program,
    sortBy: ({ name }) => name,
    cell: ({ name, owner }) => (
      <>
        <span className={tables.name}>{name}</span>
        <span className={tables.note}>{en.actsFor(owner.displayName)}</span>
      </>
    ),
  },
  { key: 'may', name: en.may, isExtra: true, cell: ({ scopes }) => scopes.join(', ') },
  {
    key: 'quota',
    name: en.aDay,
    isNumber: true,
    sortBy: ({ quotaPerDay }) => quotaPerDay,
    cell: ({ quotaPerDay }) => (quotaPerDay == null ? '—' : formatCount(quotaPerDay)),
  },
  {
    key: 'key',
    name: en.key,
    isExtra: true,
    cell: ({ keyThumbprint, keyChangedAt, createdAt }) => (
      <>
        <span className="es-mono">{keyThumbprint.slice(0, 12)}</span>
        <span className={tables.note}>
          <When at={keyChangedAt ?? createdAt} />
        </span>
      </>
    ),
  },
  {
    key: 'state',
    name: en.state,
    cell: ({ revokedAt }) =>
      revokedAt == null ? <Chip tone="good">{en.maySignIn}</Chip> : <Chip tone="bad">{en.revoked}</Chip>,
  },
];
