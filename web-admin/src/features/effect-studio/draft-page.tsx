import { ChangeList } from '@effect-studio/web-kit/definition/change-list.tsx';
import { readingOf, textOf } from '@effect-studio/web-kit/definition/definition-text.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo, hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button, Code, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { DraftPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { effectStudio as en } from '../../words/en/effect-studio.ts';
import { CostCalculator } from './cost-calculator.tsx';
import {
  DiscardDraftDocument,
  DraftDocument,
  DraftParts,
  DraftSchemaDocument,
  SaveDraftDocument,
  SubmitDraftDocument,
} from './effect-studio.graphql.ts';
import classes from './effect-studio.module.css';
import { TrialPanel } from './trial-panel.tsx';
import { useWorkflowChanges } from './use-workflow-changes.ts';

/** One draft: its definition with faults and differences, tries, cost, and the way to a reviewer. */
export function DraftPage({ id }: { id: string }) {
  const answer = useLiveQuery({ query: DraftDocument, variables: { id } });
  useWorkflowChanges(answer.retry);
  return (
    <AnswerView answer={answer} what={en.theDraftCouldNotBe} rows={4} rowHeight={120}>
      {({ workflowDraft }) =>
        workflowDraft ? (
          <DraftView draft={readFragment(DraftParts, workflowDraft)} onChange={answer.retry} />
        ) : (
          <Empty title={en.thereIsNoSuchDraft}>{en.itMayHaveBeenGiven}</Empty>
        )
      }
    </AnswerView>
  );
}

interface DraftViewProps {
  draft: DraftPartsFragment;
  onChange: () => void;
}

function DraftView({ draft, onChange }: DraftViewProps) {
  const [text, setText] = useState(() => textOf(draft.definition));
  const [title, setTitle] = useState(draft.title);
  const save = useCommand(SaveDraftDocument);
  const [asks, setAsks] = useState<'submit' | 'discard' | null>(null);
  const about = useLiveQuery({
    query: DraftSchemaDocument,
    variables: { workflowId: draft.madeFrom.workflowId },
  });
  const reading = readingOf(text);
  const isChanged = text !== textOf(draft.definition) || title !== draft.title;
  const isOpen = !draft.submittedAs;
  const keep = async () => {
    if (reading.fault !== null) return;
    const saved = await save.act({
      draftId: draft.id,
      definition: reading.definition,
      title: title.trim() || null,
      version: draft.version,
    });
    if (saved?.__typename === 'WorkflowDraft') setText(textOf(readFragment(DraftParts, saved).definition));
  };
  return (
    <>
      <PageHead
        title={draft.title}
        trail={<a href={hashHref('studio')}>{en.effectStudio}</a>}
        action={
          isOpen && (
            <>
              <Button variant="default" onClick={() => setAsks('discard')}>
                {en.giveItUp}
              </Button>
              <Button disabled={isChanged || draft.faults.length > 0} onClick={() => setAsks('submit')}>
                {en.handItIn}
              </Button>
            </>
          )
        }
      >
        {en.fromRevision(draft.effectType.title, draft.provider.name, draft.madeFrom.number)}
        {draft.isNewWorkflow ? en.asANewWorkflow : ''}{' '}
        {draft.submittedAs && <Chip tone="accent">{en.handedInAsRevision(draft.submittedAs.number)}</Chip>}
      </PageHead>
      <div className={grid.grid}>
        <Panel
          title={en.definition}
          note={draft.workflowId}
          className={grid.wide}
          action={
            <Button
              size="compact-sm"
              disabled={!isOpen || !isChanged || reading.fault !== null}
              loading={save.isBusy}
              onClick={() => void keep()}
            >
              {en.saveAndCheck}
            </Button>
          }
        >
          <div className={grid.stack}>
            <TextInput
              label={en.title}
              value={title}
              readOnly={!isOpen}
              onChange={(event) => setTitle(event.currentTarget.value)}
            />
            <Textarea
              className={classes.editor}
              label={en.definitionJson}
              autosize
              minRows={16}
              maxRows={34}
              spellCheck={false}
              readOnly={!isOpen}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              error={reading.fault}
            />
            {save.problem !== null && <ProblemNote {...save.problem} />}
          </div>
        </Panel>
        <div className={`${grid.narrow} ${grid.stack}`}>
          {draft.faults.length > 0 && (
            <Panel title={en.faults} note={en.ofWhatIsSaved}>
              <ul className={classes.faults}>
                {draft.faults.map(({ path, message }) => (
                  <li key={`${path} ${message}`}>
                    <strong className="es-mono">{path || 'definition'}</strong> {message}
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          <Panel title={en.whatChanged} note={en.againstRevision(draft.madeFrom.number)}>
            <ChangeList changes={draft.changes} />
          </Panel>
          <TrialPanel
            draft={draft}
            agents={about.data?.eligibleAgents ?? []}
            isChanged={isChanged}
            onTried={onChange}
          />
          <CostCalculator draftId={draft.id} version={draft.version} />
          {about.data?.workflow?.definitionSchema != null && (
            <Panel title={en.schema} note={en.whatADefinitionMaySay}>
              <Code block className={classes.schema} tabIndex={0}>
                {JSON.stringify(about.data.workflow.definitionSchema, null, 2)}
              </Code>
            </Panel>
          )}
        </div>
      </div>
      <SubmitDialog
        draft={draft}
        isOpen={asks === 'submit'}
        onClose={() => setAsks(null)}
        onDone={onChange}
      />
      <DiscardDialog draft={draft} isOpen={asks === 'discard'} onClose={() => setAsks(null)} />
    </>
  );
}

interface DialogProps {
  draft: DraftPartsFragment;
  isOpen: boolean;
  onClose: () => void;
}

function SubmitDialog({ draft, isOpen, onClose, onDone }: DialogProps & { onDone: () => void }) {
  const command = useCommand(SubmitDraftDocument);
  const submit = async (note: string) => {
    if ((await command.act({ draftId: draft.id, note, version: draft.version })) === null) return;
    onClose();
    onDone();
  };
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title={en.handItIn2}
      confirm={en.handItIn}
      reasonLabel={en.whatWasChangedAndWhy}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={(note) => void submit(note)}
    >
      <p>{en.itBecomesARevisionThat}</p>
    </DecisionDialog>
  );
}

function DiscardDialog({ draft, isOpen, onClose }: DialogProps) {
  const command = useCommand(DiscardDraftDocument);
  const discard = async () => {
    if ((await command.act({ draftId: draft.id })) !== null) goTo(['studio']);
  };
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title={en.giveThisDraftUp}
      confirm={en.giveItUp}
      isDangerous
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={() => void discard()}
    >
      <p>{en.theWorkflowStaysAsIt}</p>
    </DecisionDialog>
  );
}
