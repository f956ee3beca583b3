import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { deviceWords } from '@effect-studio/web-kit/session/device-words.ts';
import { useSingleKeys } from '@effect-studio/web-kit/single-keys.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core';
import type { AdminSessionsQuery } from '../../../generated/graphql.ts';
import grid from '../../grid.module.css';
import { PageHead } from '../../page-head.tsx';
import { AdminSessionsDocument, RevokeSessionDocument } from './settings.graphql.ts';

type Session = AdminSessionsQuery['sessions'][number];

/** What is yours: the look, the keys, and where you are signed in. */
export default function SettingsPage() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [areKeysOn, setKeys] = useSingleKeys();
  const answer = useLiveQuery({ query: AdminSessionsDocument, variables: {} });
  const revoke = useCommand(RevokeSessionDocument);
  const columns: Column<Session>[] = [
    ...COLUMNS,
    {
      key: 'act',
      name: '',
      isNumber: true,
      cell: ({ id, isCurrent }) =>
        !isCurrent && (
          <Button size="compact-sm" variant="default" onClick={() => void revoke.act({ sessionId: id })}>
            Sign out
          </Button>
        ),
    },
  ];
  return (
    <>
      <PageHead title="Settings">Yours alone; the look and the keys are kept on this device.</PageHead>
      <div className={grid.grid}>
        <Panel title="Look" className={grid.half}>
          <SegmentedControl
            aria-label="Look"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'auto' | 'dark' | 'light')}
            data={[
              { value: 'auto', label: "The system's" },
              { value: 'dark', label: 'Dark' },
              { value: 'light', label: 'Light' },
            ]}
          />
        </Panel>
        <Panel title="Keyboard" className={grid.half}>
          <Switch
            label="Shortcuts of a single letter"
            description="They rest while a field has the focus and while a dialog is open. ⌘K works either way."
            checked={areKeysOn}
            onChange={(event) => setKeys(event.currentTarget.checked)}
          />
        </Panel>
        <Panel title="Where you are signed in" className={grid.full} isFlush isStale={answer.isStale}>
          {revoke.problem !== null && <ProblemNote {...revoke.problem} />}
          <AnswerView answer={answer} what="The sessions could not be loaded" rows={2}>
            {({ sessions }) => (
              <DataTable caption="Sessions" columns={columns} rows={sessions} rowKey={({ id }) => id} />
            )}
          </AnswerView>
        </Panel>
        <Panel title="You" className={grid.full}>
          <AnswerView answer={answer} what="Your account could not be loaded" rows={1}>
            {({ me }) => (
              <Facts
                facts={[
                  { name: 'Name', value: me?.displayName ?? '—' },
                  { name: 'Roles', value: me?.roles.join(', ') ?? '—' },
                  { name: 'Since', value: me ? <When at={me.createdAt} /> : '—' },
                ]}
              />
            )}
          </AnswerView>
        </Panel>
      </div>
    </>
  );
}

const COLUMNS: readonly Column<Session>[] = [
  {
    key: 'device',
    name: 'Device',
    cell: ({ device, isCurrent }) => (
      <>
        <span title={device}>{deviceWords(device)}</span> {isCurrent && <Chip tone="good">This one</Chip>}
      </>
    ),
  },
  { key: 'since', name: 'Since', isExtra: true, cell: ({ createdAt }) => <When at={createdAt} /> },
  { key: 'seen', name: 'Last seen', cell: ({ lastSeenAt }) => <When at={lastSeenAt} /> },
];
