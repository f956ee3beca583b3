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
import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { MakersDraftPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import { making as en } from '../../words/en/making.ts';
import {
  DiscardMakersDraftDocument,
  HandInDocument,
  MakersDraftDocument,
  MakersDraftParts,
  SaveMakersDraftDocument,
} from './making.graphql.ts';
import classes from './making.module.css';
import { TriesPanel } from './tries-panel.tsx';

/** One draft: its definition with faults and differences, its tries, and the way to a reviewer. */
export default function DraftPage({ id }: { id: string }) {
  const answer = useLiveQuery({ query: MakersDraftDocument, variables: { id } });
  const draft = readFragment(MakersDraftParts, answer.data?.workflowDraft);
  return (
    <div className={classes.page}>
      <a href={hashHref('making')}>{en.making}</a>
      <AnswerView answer={answer} what={en.theDraftCouldNotBe} rows={3} rowHeight={140}>
        {() =>
          draft ? (
            <DraftView draft={draft} onChange={answer.retry} />
          ) : (
            <Empty title={en.thereIsNoSuchDraft}>{en.itMayHaveBeenGivenUp}</Empty>
          )
        }
      </AnswerView>
    </div>
  );
}

interface DraftProps {
  draft: MakersDraftPartsFragment;
  onChange: () => void;
}

function DraftView({ draft, onChange }: DraftProps) {
  const [text, setText] = useState(() => textOf(draft.definition));
  const [title, setTitle] = useState(draft.title);
  const [asks, setAsks] = useState<'hand-in' | 'discard' | null>(null);
  const save = useCommand(SaveMakersDraftDocument);
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
    if (saved?.__typename === 'WorkflowDraft')
      setText(textOf(readFragment(MakersDraftParts, saved).definition));
  };
  return (
    <>
      <header className={classes.head}>
        <h1>{draft.title}</h1>
        {isOpen ? (
          <>
            <Button variant="default" onClick={() => setAsks('discard')}>
              {en.giveItUp}
            </Button>
            <Button disabled={isChanged || draft.faults.length > 0} onClick={() => setAsks('hand-in')}>
              {en.handItIn}
            </Button>
          </>
        ) : (
          <Chip tone="accent">{en.handedIn}</Chip>
        )}
      </header>
      <Panel
        title={en.definition}
        note={`${draft.effectType.title} · ${draft.workflowId}${draft.isNewWorkflow ? `, ${en.asANewWorkflow}` : ''}`}
        action={
          <Button
            size="sm"
            disabled={!isOpen || !isChanged || reading.fault !== null}
            loading={save.isBusy}
            onClick={() => void keep()}
          >
            {en.saveAndCheck}
          </Button>
        }
      >
        <div className={classes.stack}>
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
            minRows={14}
            maxRows={30}
            spellCheck={false}
            readOnly={!isOpen}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={reading.fault}
          />
          {save.problem !== null && <ProblemNote {...save.problem} />}
        </div>
      </Panel>
      {draft.faults.length > 0 && (
        <Panel title={en.faults}>
          <ul className={classes.list}>
            {draft.faults.map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                <span className={classes.words}>
                  <strong className="es-mono">{path || en.definition}</strong>
                  <span>{message}</span>
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={en.whatChanged} note={en.againstRevision(draft.madeFrom.number)}>
        <ChangeList changes={draft.changes} />
      </Panel>
      <TriesPanel draft={draft} isChanged={isChanged} onChange={onChange} />
      <HandInDialog
        draft={draft}
        isOpen={asks === 'hand-in'}
        onClose={() => setAsks(null)}
        onChange={onChange}
      />
      <DiscardDialog draft={draft} isOpen={asks === 'discard'} onClose={() => setAsks(null)} />
    </>
  );
}

type DialogProps = Pick<DraftProps, 'draft'> & { isOpen: boolean; onClose: () => void };

function HandInDialog({ draft, isOpen, onClose, onChange }: DialogProps & Pick<DraftProps, 'onChange'>) {
  const command = useCommand(HandInDocument);
  const handIn = async (note: string) => {
    if ((await command.act({ draftId: draft.id, note, version: draft.version })) === null) return;
    onClose();
    onChange();
  };
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title={en.handThisDraftIn}
      confirm={en.handItIn}
      reasonLabel={en.whatWasChangedAndWhy}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={(note) => void handIn(note)}
    >
      <p>{en.itBecomesARevision}</p>
    </DecisionDialog>
  );
}

function DiscardDialog({ draft, isOpen, onClose }: DialogProps) {
  const command = useCommand(DiscardMakersDraftDocument);
  const discard = async () => {
    if ((await command.act({ draftId: draft.id })) !== null) goTo(['making']);
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
      <p>{en.theWorkflowStays}</p>
    </DecisionDialog>
  );
}
