import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo, hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, TextInput } from '@mantine/core';
import { IconPencil, IconTool } from '@tabler/icons-react';
import { useState } from 'react';
import type { MakingQuery } from '../../../generated/graphql.ts';
import { making as en } from '../../words/en/making.ts';
import { CopyWorkflowDocument, MakingDocument } from './making.graphql.ts';
import classes from './making.module.css';

type Draft = MakingQuery['workflowDrafts'][number];
type Revision = MakingQuery['mySubmittedRevisions'][number];
type EffectType = MakingQuery['effectTypes'][number];
type Workflow = EffectType['workflows'][number];

/** Where makers define effects: what they work on, what they handed in, and what they can begin from. */
export default function MakingPage() {
  const answer = useLiveQuery({ query: MakingDocument, variables: {} });
  const [copied, setCopied] = useState<Workflow | null>(null);
  return (
    <div className={classes.page}>
      <header>
        <h1>{en.making}</h1>
        <p className={classes.muted}>{en.lead}</p>
      </header>
      <AnswerView answer={answer} what={en.theWorkflowsCouldNotBe} rows={3} rowHeight={90}>
        {({ me, workflowDrafts, mySubmittedRevisions, effectTypes }) =>
          me?.roles.includes('maker') ? (
            <>
              <DraftsPanel drafts={workflowDrafts.filter(({ submittedAs }) => !submittedAs)} />
              <HandedInPanel revisions={mySubmittedRevisions} />
              <WorkflowsPanel effectTypes={effectTypes} onCopy={setCopied} />
            </>
          ) : (
            <Empty icon={<IconTool size={20} aria-hidden />} title={en.notForYou}>
              {en.youMayAskAnAdmin}
            </Empty>
          )
        }
      </AnswerView>
      {copied !== null && <CopyDialog workflow={copied} onClose={() => setCopied(null)} />}
    </div>
  );
}

function DraftsPanel({ drafts }: { drafts: readonly Draft[] }) {
  return (
    <Panel title={en.drafts}>
      {drafts.length === 0 ? (
        <Empty icon={<IconPencil size={20} aria-hidden />} title={en.nothingIsBeingWorkedOn}>
          {en.copyOneToBegin}
        </Empty>
      ) : (
        <ul className={classes.list}>
          {drafts.map(({ id, title, workflowId, effectType, faults, updatedAt }) => (
            <li key={id}>
              <span className={classes.words}>
                <a href={hashHref('making', id)}>{title}</a>
                <span className={classes.muted}>
                  {effectType.title} · {workflowId} · <When at={updatedAt} />
                </span>
              </span>
              {faults.length > 0 ? (
                <Chip tone="bad">{en.hasFaults}</Chip>
              ) : (
                <Chip tone="good">{en.canBeTried}</Chip>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function HandedInPanel({ revisions }: { revisions: readonly Revision[] }) {
  return (
    <Panel title={en.handedIn}>
      {revisions.length === 0 ? (
        <p className={classes.muted}>{en.nothingHandedIn}</p>
      ) : (
        <ul className={classes.list}>
          {revisions.map((revision) => (
            <li key={revision.id}>
              <span className={classes.words}>
                {revision.title}
                <span className={classes.muted}>
                  {en.revision(revision.workflowId, revision.number)} · <When at={revision.createdAt} />
                </span>
                {revision.rejection != null && <span>{en.rejected(revision.rejection)}</span>}
              </span>
              <StatusChip status={revision.status} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function StatusChip({ status }: Pick<Revision, 'status'>) {
  switch (status) {
    case 'IN_REVIEW':
      return <Chip tone="accent">{en.checking}</Chip>;
    case 'PUBLISHED':
      return <Chip tone="good">{en.approved}</Chip>;
    case 'REJECTED':
      return <Chip tone="bad">{en.rejectedWord}</Chip>;
  }
}

interface WorkflowsProps {
  effectTypes: readonly EffectType[];
  onCopy: (workflow: Workflow) => void;
}

function WorkflowsPanel({ effectTypes, onCopy }: WorkflowsProps) {
  return (
    <Panel title={en.beginFrom}>
      <ul className={classes.list}>
        {effectTypes.flatMap(({ title: effect, workflows }) =>
          workflows
            .filter(({ isActive, currentRevision }) => isActive && currentRevision)
            .map((workflow) => (
              <li key={workflow.id}>
                <span className={classes.words}>
                  {workflow.title}
                  <span className={classes.muted}>
                    {effect} · {workflow.notEditableBecause ?? workflow.id}
                  </span>
                </span>
                {workflow.notEditableBecause == null && (
                  <Button
                    variant="default"
                    size="sm"
                    aria-label={en.copy(workflow.title)}
                    onClick={() => onCopy(workflow)}
                  >
                    {en.copyIt}
                  </Button>
                )}
              </li>
            )),
        )}
      </ul>
    </Panel>
  );
}

/** Copies a workflow into a draft of a new one; makers change nobody's. */
function CopyDialog({ workflow, onClose }: { workflow: Workflow; onClose: () => void }) {
  const command = useCommand(CopyWorkflowDocument);
  const [newId, setNewId] = useState(`${workflow.id}-copy`);
  const [title, setTitle] = useState(workflow.title);
  const copy = async () => {
    const draft = await command.act({
      revisionId: workflow.currentRevision!.id,
      newWorkflowId: newId.trim(),
      title: title.trim() || null,
    });
    if (draft?.__typename === 'WorkflowDraft') goTo(['making', draft.id]);
  };
  return (
    <DecisionDialog
      isOpen
      onClose={onClose}
      title={en.copy(workflow.title)}
      confirm={en.copyIt}
      problem={command.problem}
      isBusy={command.isBusy}
      isReady={newId.trim() !== ''}
      onConfirm={() => void copy()}
    >
      <TextInput label={en.title} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
      <TextInput
        label={en.newId}
        value={newId}
        onChange={(event) => setNewId(event.currentTarget.value)}
        required
      />
    </DecisionDialog>
  );
}
