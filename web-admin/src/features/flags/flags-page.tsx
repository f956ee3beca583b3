import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Drawer } from '@mantine/core';
import { useState } from 'react';
import type { FlagPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import tables from '../../parts/table.module.css';
import { flags as en } from '../../words/en/flags.ts';
import { FlagView } from './flag-view.tsx';
import { isChanged, valueWords } from './flag-words.ts';
import { FlagParts, FlagsDocument } from './flags.graphql.ts';

/** What can be switched while the studio runs; what stops something at once comes first. */
export default function FlagsPage() {
  const answer = useLiveQuery({ query: FlagsDocument, variables: {} });
  const [openedKey, setOpened] = useState<string | null>(null);
  return (
    <>
      <PageHead title={en.flags}>{en.switchesThatHoldWithinTwo}</PageHead>
      <AnswerView answer={answer} what={en.theFlagsCouldNotBe} rows={6}>
        {({ featureFlags }) => {
          const flags = readFragment(FlagParts, featureFlags);
          const opened = flags.find(({ key }) => key === openedKey);
          const table = (rows: readonly FlagPartsFragment[], caption: string) => (
            <DataTable
              caption={caption}
              columns={COLUMNS}
              rows={rows}
              rowKey={({ key }) => key}
              openedKey={openedKey}
              onOpen={({ key }) => setOpened(key)}
            />
          );
          return (
            <div className={grid.stack}>
              <Panel title={en.killSwitches} note={en.stopSomethingAtOnce} isFlush isStale={answer.isStale}>
                {table(
                  flags.filter(({ isKillSwitch }) => isKillSwitch),
                  'Kill switches',
                )}
              </Panel>
              <Panel title={en.settingsOfBehaviour} isFlush isStale={answer.isStale}>
                {table(
                  flags.filter(({ isKillSwitch }) => !isKillSwitch),
                  'Settings of behaviour',
                )}
              </Panel>
              <Drawer
                opened={opened !== undefined}
                onClose={() => setOpened(null)}
                position="right"
                size={560}
                title={opened?.key}
                closeButtonProps={{ 'aria-label': en.close }}
              >
                {opened !== undefined && <FlagView key={opened.key} flag={opened} />}
              </Drawer>
            </div>
          );
        }}
      </AnswerView>
    </>
  );
}

const COLUMNS: readonly Column<FlagPartsFragment>[] = [
  {
    key: 'key',
    name: en.flag,
    sortBy: ({ key }) => key,
    cell: ({ key, description }) => (
      <>
        <span className={tables.name}>{key}</span>
        <span className={tables.note}>{description}</span>
      </>
    ),
  },
  {
    key: 'module',
    name: en.module,
    isExtra: true,
    sortBy: ({ module }) => module,
    cell: ({ module }) => module,
  },
  {
    key: 'value',
    name: en.now,
    cell: (flag) => (
      <Chip tone={!isChanged(flag) ? 'neutral' : flag.value === false ? 'bad' : 'warn'}>
        {valueWords(flag.value)}
      </Chip>
    ),
  },
  {
    key: 'default',
    name: en.withoutASetting,
    isExtra: true,
    cell: ({ defaultValue }) => valueWords(defaultValue),
  },
];
