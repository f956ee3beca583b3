import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button, Drawer } from '@mantine/core';
import { IconServerCog } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import type { PlaceProps } from '../../shell/places.ts';
import { fleets as en } from '../../words/en/fleets.ts';
import { AssignmentsPanel } from './assignments-panel.tsx';
import { DocumentEditor } from './document-editor.tsx';
import { EventsPanel } from './events-panel.tsx';
import { shapeOf } from './fleet-document.ts';
import { FleetTable } from './fleet-table.tsx';
import { FleetView } from './fleet-view.tsx';
import { FleetsDocument } from './fleets.graphql.ts';
import { HistoryPanel } from './history-panel.tsx';
import { PlanDialog } from './plan-dialog.tsx';
import { TemplatesPanel } from './templates-panel.tsx';

/** Sizes have no feed: the page looks again this often. */
const LOOK_EVERY_MS = 5_000;

/** Machines that are started and drained together: how many, at what price, and what they render. */
export default function FleetsPage({ path: [openedName] }: PlaceProps) {
  const answer = useLiveQuery({ query: FleetsDocument, variables: {} });
  const [isEditing, setEditing] = useState(false);
  const [planned, setPlanned] = useState<unknown>(null);
  const { retry, isStale } = answer;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks on and on, whichever function asks
  useEffect(() => {
    const timer = setInterval(retry, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const plan = (document: unknown) => {
    setEditing(false);
    goTo(['fleets'], 'replace');
    setPlanned(document);
  };
  const edit = <Button onClick={() => setEditing(true)}>{en.editTheDocument}</Button>;
  return (
    <>
      <PageHead title={en.fleets} action={edit}>
        {en.machinesThatAreStartedTogether}
      </PageHead>
      <AnswerView answer={answer} what={en.theFleetsCouldNotBe} rows={4} rowHeight={80}>
        {({ fleets, fleetDocument, fleetEvents }) => {
          const document = shapeOf(fleetDocument.document);
          const opened = fleets.find(({ name }) => name === openedName);
          return (
            <div className={grid.grid}>
              <Panel
                title={en.fleets}
                note={fleetDocument.version === 0 ? undefined : en.documentHolds(fleetDocument.version)}
                className={grid.full}
                isFlush
                isStale={isStale}
              >
                {fleets.length === 0 ? (
                  <Empty
                    icon={<IconServerCog size={20} aria-hidden />}
                    title={en.noFleetIsDeclared}
                    action={edit}
                  >
                    {en.declareOneAndTheStudio}
                  </Empty>
                ) : (
                  <FleetTable
                    fleets={fleets}
                    openedName={openedName}
                    onOpen={(name) => goTo(['fleets', name])}
                  />
                )}
              </Panel>
              <AssignmentsPanel document={document} isStale={isStale} className={grid.half} onPlan={plan} />
              <TemplatesPanel document={document} isStale={isStale} className={grid.half} />
              <EventsPanel events={fleetEvents} isStale={isStale} className={grid.half} />
              <HistoryPanel currentVersion={fleetDocument.version} className={grid.half} onPlan={plan} />
              <Drawer
                opened={opened !== undefined}
                onClose={() => goTo(['fleets'])}
                position="right"
                size={560}
                title={opened?.name}
                closeButtonProps={{ 'aria-label': en.close }}
              >
                {opened !== undefined && (
                  <FleetView
                    key={opened.name}
                    fleet={opened}
                    document={document}
                    onPlan={plan}
                    onChange={retry}
                  />
                )}
              </Drawer>
              <Drawer
                opened={isEditing}
                onClose={() => setEditing(false)}
                position="right"
                size={760}
                title={en.fleetDocument}
                closeButtonProps={{ 'aria-label': en.close }}
              >
                {isEditing && <DocumentEditor document={document} onPlan={plan} />}
              </Drawer>
            </div>
          );
        }}
      </AnswerView>
      <PlanDialog
        document={planned}
        onClose={() => setPlanned(null)}
        onDone={() => {
          setPlanned(null);
          retry();
        }}
      />
    </>
  );
}
