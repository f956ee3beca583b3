import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo, hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { IconCopy, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import type { StudioWorkflowsQuery } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import tables from '../../parts/table.module.css';
import type { PlaceProps } from '../../shell/places.ts';
import { effectStudio as en } from '../../words/en/effect-studio.ts';
import { CloneDialog } from './clone-dialog.tsx';
import { DraftPage } from './draft-page.tsx';
import { WorkflowsDocument } from './effect-studio.graphql.ts';
import { ReviewPanel } from './review-panel.tsx';
import { RevisionsPage } from './revisions-page.tsx';
import { useWorkflowChanges } from './use-workflow-changes.ts';

type Provider = StudioWorkflowsQuery['providers'][number];
type Draft = StudioWorkflowsQuery['workflowDrafts'][number];

/** A workflow with whose it is. */
export type Workflow = Provider['workflows'][number] & { providerName: string };

/** Where effects are made and tuned by hand: a list of workflows and drafts, one draft, or one workflow's revisions. */
export default function EffectStudioPage({ path: [kind, id] }: PlaceProps) {
  if (kind === 'drafts' && id !== undefined) return <DraftPage key={id} id={id} />;
  if (kind === 'workflows' && id !== undefined) return <RevisionsPage key={id} id={id} />;
  return <Overview />;
}

function Overview() {
  const answer = useLiveQuery({ query: WorkflowsDocument, variables: {} });
  const [cloned, setCloned] = useState<Workflow | null>(null);
  useWorkflowChanges(answer.retry);
  return (
    <>
      <PageHead title={en.effectStudio}>{en.copyAWorkflowChangeIts}</PageHead>
      <AnswerView answer={answer} what={en.theWorkflowsCouldNotBe} rows={4} rowHeight={80}>
        {({ providers, workflowDrafts }) => (
          <div className={grid.stack}>
            <ReviewPanel />
            <Panel title={en.drafts} note={en.theLastChangedFirst} isFlush isStale={answer.isStale}>
              {workflowDrafts.length === 0 ? (
                <Empty icon={<IconPencil size={20} aria-hidden />} title={en.nothingIsBeingWorkedOn}>
                  {en.copyAWorkflowBelowTo}
                </Empty>
              ) : (
                <DataTable
                  caption={en.drafts}
                  columns={DRAFTS}
                  rows={workflowDrafts}
                  rowKey={({ id }) => id}
                  onOpen={({ id }) => goTo(['studio', 'drafts', id])}
                />
              )}
            </Panel>
            <Panel title={en.workflows} isFlush isStale={answer.isStale}>
              <DataTable
                caption={en.workflows}
                columns={workflowColumns(setCloned)}
                rows={providers.flatMap(({ name, workflows }) =>
                  workflows.map((workflow) => ({ ...workflow, providerName: name })),
                )}
                rowKey={({ id }) => id}
                sort={{ key: 'effect', isDown: false }}
              />
            </Panel>
          </div>
        )}
      </AnswerView>
      {cloned !== null && <CloneDialog workflow={cloned} onClose={() => setCloned(null)} />}
    </>
  );
}

const DRAFTS: readonly Column<Draft>[] = [
  {
    key: 'title',
    name: en.draft,
    cell: ({ title, effectType, provider, workflowId }) => (
      <>
        <span className={tables.name}>{title}</span>
        <span className={tables.note}>
          {effectType.title} · {provider.name} · {workflowId}
        </span>
      </>
    ),
  },
  {
    key: 'state',
    name: en.state,
    cell: ({ faults, submittedAs }) =>
      submittedAs ? (
        <Chip tone="accent">{en.handedIn}</Chip>
      ) : faults.length > 0 ? (
        <Chip tone="bad">{en.hasFaults}</Chip>
      ) : (
        <Chip tone="good">{en.canBeTried}</Chip>
      ),
  },
  { key: 'by', name: en.by, isExtra: true, cell: ({ createdBy }) => createdBy.displayName },
  { key: 'at', name: en.changed, isNumber: true, cell: ({ updatedAt }) => <When at={updatedAt} /> },
];

const workflowColumns = (onClone: (workflow: Workflow) => void): Column<Workflow>[] => [
  {
    key: 'title',
    name: en.workflow,
    sortBy: ({ title }) => title,
    cell: ({ id, title }) => (
      <>
        <a className={tables.name} href={hashHref('studio', 'workflows', id)}>
          {title}
        </a>
        <span className={tables.sub}>{id}</span>
      </>
    ),
  },
  {
    key: 'effect',
    name: en.effect,
    isExtra: true,
    sortBy: ({ effectType }) => effectType.title,
    cell: ({ effectType }) => effectType.title,
  },
  {
    key: 'provider',
    name: en.provider,
    isExtra: true,
    sortBy: ({ providerName }) => providerName,
    cell: ({ providerName }) => providerName,
  },
  {
    key: 'revision',
    name: en.revision,
    isNumber: true,
    isExtra: true,
    cell: ({ currentRevision }) => currentRevision?.number ?? '—',
  },
  {
    key: 'act',
    name: '',
    isNumber: true,
    cell: (workflow) =>
      workflow.currentRevision && workflow.notEditableBecause === null ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconCopy size={14} aria-hidden />}
          aria-label={en.copy(workflow.title)}
          onClick={() => onClone(workflow)}
        >
          {en.copy2}
        </Button>
      ) : (
        <span className={tables.note} title={workflow.notEditableBecause ?? undefined}>
          {en.cannotBeCopied}
        </span>
      ),
  },
];
