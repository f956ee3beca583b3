import { ChangeList } from '@effect-studio/web-kit/definition/change-list.tsx';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import type { RevisionStatus, RevisionsQuery } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import tables from '../../parts/table.module.css';
import { effectStudio as en } from '../../words/en/effect-studio.ts';
import { PinRevisionDocument, RevisionsDocument } from './effect-studio.graphql.ts';
import { useWorkflowChanges } from './use-workflow-changes.ts';

type Revision = NonNullable<RevisionsQuery['workflow']>['revisions'][number];

const STATES: Record<RevisionStatus, readonly [word: string, tone: Tone]> = {
  IN_REVIEW: ['In review', 'warn'],
  PUBLISHED: ['Published', 'good'],
  REJECTED: ['Rejected', 'bad'],
};

/** Every form that a workflow had, what each changed, and the way back to it. */
export function RevisionsPage({ id }: { id: string }) {
  const answer = useLiveQuery({ query: RevisionsDocument, variables: { id } });
  useWorkflowChanges(answer.retry);
  const [openedId, setOpened] = useState<string | null>(null);
  return (
    <AnswerView answer={answer} what={en.theRevisionsCouldNotBe} rows={5}>
      {({ workflow }) => {
        if (!workflow) return <Empty title={en.thereIsNoSuchWorkflow} />;
        const opened = workflow.revisions.find((revision) => revision.id === openedId);
        return (
          <>
            <PageHead title={workflow.title} trail={<a href={hashHref('studio')}>{en.effectStudio}</a>}>
              {workflow.effectType.title} · {workflow.provider.name} · {workflow.id}
            </PageHead>
            <Panel title={en.revisions} note={en.newestFirst} isFlush isStale={answer.isStale}>
              <DataTable
                caption={en.revisions}
                columns={COLUMNS}
                rows={workflow.revisions}
                rowKey={(revision) => revision.id}
                openedKey={openedId}
                onOpen={(revision) => setOpened(revision.id)}
              />
            </Panel>
            <Drawer
              opened={opened !== undefined}
              onClose={() => setOpened(null)}
              position="right"
              size={640}
              title={opened && en.revision2(opened.number)}
              closeButtonProps={{ 'aria-label': en.close }}
            >
              {opened !== undefined && <RevisionView revision={opened} onPinned={answer.retry} />}
            </Drawer>
          </>
        );
      }}
    </AnswerView>
  );
}

function RevisionView({ revision, onPinned }: { revision: Revision; onPinned: () => void }) {
  const pin = useCommand(PinRevisionDocument);
  const [isAsked, setAsked] = useState(false);
  const send = async (reason: string) => {
    if ((await pin.act({ revisionId: revision.id, reason })) === null) return;
    setAsked(false);
    onPinned();
  };
  return (
    <div className={grid.stack}>
      {revision.note && <p>{`“${revision.note}”`}</p>}
      {revision.rejection && <p>{en.rejected(revision.rejection)}</p>}
      {revision.isDrawnOtherwise && <p>{en.theAgentsDrawItOtherwise}</p>}
      <ChangeList changes={revision.changes} />
      {revision.status === 'PUBLISHED' && !revision.isCurrent && (
        <div>
          <Button variant="default" onClick={() => setAsked(true)}>
            {en.useThisOneAgain}
          </Button>
        </div>
      )}
      <DecisionDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={en.useThisRevisionAgain}
        confirm={en.useIt}
        reasonLabel={en.whyItIsKeptFor}
        problem={pin.problem}
        isBusy={pin.isBusy}
        onConfirm={(reason) => void send(reason)}
      >
        <p>{en.newRunsUseItFrom}</p>
      </DecisionDialog>
    </div>
  );
}

const COLUMNS: readonly Column<Revision>[] = [
  { key: 'number', name: en.no, isNumber: true, width: 56, cell: ({ number }) => number },
  {
    key: 'title',
    name: en.revision,
    cell: ({ title, note }) => (
      <>
        <span className={tables.name}>{title}</span>
        {note && <span className={tables.note}>{note}</span>}
      </>
    ),
  },
  {
    key: 'state',
    name: en.state,
    cell: ({ status, isCurrent }) =>
      isCurrent ? (
        <Chip tone="accent">{en.inUse}</Chip>
      ) : (
        <Chip tone={STATES[status][1]}>{STATES[status][0]}</Chip>
      ),
  },
  {
    key: 'changes',
    name: en.changes,
    isNumber: true,
    isExtra: true,
    cell: ({ changes }) => changes.length,
  },
  {
    key: 'by',
    name: en.by,
    isExtra: true,
    cell: ({ createdBy, origin }) => createdBy?.displayName ?? origin.toLowerCase(),
  },
  {
    key: 'at',
    name: en.made,
    isNumber: true,
    isExtra: true,
    cell: ({ createdAt }) => <When at={createdAt} />,
  },
];
