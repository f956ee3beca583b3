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
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { settings as en } from '../../words/en/settings.ts';
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
            {en.signOut}
          </Button>
        ),
    },
  ];
  return (
    <>
      <PageHead title={en.settings}>{en.yoursAloneTheLookAnd}</PageHead>
      <div className={grid.grid}>
        <Panel title={en.look} className={grid.half}>
          <SegmentedControl
            aria-label={en.look}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'auto' | 'dark' | 'light')}
            data={[
              { value: 'auto', label: en.theSystems },
              { value: 'dark', label: en.dark },
              { value: 'light', label: en.light },
            ]}
          />
        </Panel>
        <Panel title={en.keyboard} className={grid.half}>
          <Switch
            label={en.shortcutsOfASingleLetter}
            description={en.theyRestWhileAField}
            checked={areKeysOn}
            onChange={(event) => setKeys(event.currentTarget.checked)}
          />
        </Panel>
        <Panel title={en.whereYouAreSignedIn} className={grid.full} isFlush isStale={answer.isStale}>
          {revoke.problem !== null && <ProblemNote {...revoke.problem} />}
          <AnswerView answer={answer} what={en.theSessionsCouldNotBe} rows={2}>
            {({ sessions }) => (
              <DataTable caption={en.sessions} columns={columns} rows={sessions} rowKey={({ id }) => id} />
            )}
          </AnswerView>
        </Panel>
        <Panel title={en.you} className={grid.full}>
          <AnswerView answer={answer} what={en.yourAccountCouldNotBe} rows={1}>
            {({ me }) => (
              <Facts
                facts={[
                  { name: en.name, value: me?.displayName ?? '—' },
                  { name: en.roles, value: me?.roles.join(', ') ?? '—' },
                  { name: en.since, value: me ? <When at={me.createdAt} /> : '—' },
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
    name: en.device,
    cell: ({ device, isCurrent }) => (
      <>
        <span title={device}>{deviceWords(device)}</span> {isCurrent && <Chip tone="good">{en.thisOne}</Chip>}
      </>
    ),
  },
  { key: 'since', name: en.since, isExtra: true, cell: ({ createdAt }) => <When at={createdAt} /> },
  { key: 'seen', name: en.lastSeen, cell: ({ lastSeenAt }) => <When at={lastSeenAt} /> },
];
