import { ChangeList } from '@effect-studio/web-kit/definition/change-list.tsx';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import type { FleetHistoryQuery } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import tables from '../../parts/table.module.css';
import { fleets as en } from '../../words/en/fleets.ts';
import { FleetHistoryDocument } from './fleets.graphql.ts';
import classes from './fleets.module.css';

type Version = FleetHistoryQuery['fleetDocumentHistory'][number];

interface HistoryPanelProps {
  currentVersion: number;
  className?: string;
  /** An earlier document is to hold again. */
  onPlan: (document: unknown) => void;
}

/** Every document that was applied, what it changed, and the way back to it. */
export function HistoryPanel({ currentVersion, className, onPlan }: HistoryPanelProps) {
  const answer = useLiveQuery({ query: FleetHistoryDocument, variables: {} });
  const [opened, setOpened] = useState<Version | null>(null);
  const columns: Column<Version>[] = [
    {
      key: 'version',
      name: en.version,
      cell: ({ version, note }) => (
        <>
          <span className={tables.name}>
            {version} {version === currentVersion && <Chip tone="good">{en.holds}</Chip>}
          </span>
          <span className={tables.note}>{note}</span>
        </>
      ),
    },
    { key: 'by', name: en.by, isExtra: true, cell: ({ appliedBy }) => appliedBy?.displayName ?? '—' },
    {
      key: 'at',
      name: en.applied,
      isNumber: true,
      cell: ({ appliedAt }) => appliedAt != null && <When at={appliedAt} />,
    },
  ];
  return (
    <Panel title={en.versions} note={en.newestFirst} className={className} isFlush isStale={answer.isStale}>
      <AnswerView answer={answer} what={en.theVersionsCouldNotBe} rows={3}>
        {({ fleetDocumentHistory }) =>
          fleetDocumentHistory.length === 0 ? (
            <Empty title={en.noDocumentWasAppliedYet}>{en.everyChangeIsKept}</Empty>
          ) : (
            <DataTable
              caption={en.versions}
              columns={columns}
              rows={fleetDocumentHistory}
              rowKey={({ version }) => String(version)}
              openedKey={opened === null ? null : String(opened.version)}
              onOpen={setOpened}
            />
          )
        }
      </AnswerView>
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="right"
        size={620}
        title={opened === null ? '' : en.versionNumber(opened.version)}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        {opened !== null && (
          <div className={grid.stack}>
            <p className={classes.muted}>{opened.note}</p>
            <ChangeList changes={opened.changes} />
            {opened.version !== currentVersion && (
              <div>
                <Button
                  onClick={() => {
                    setOpened(null);
                    onPlan(opened.document);
                  }}
                >
                  {en.makeItHoldAgain}
                </Button>
              </div>
            )}
          </div>
        )}
      </Drawer>
    </Panel>
  );
}
