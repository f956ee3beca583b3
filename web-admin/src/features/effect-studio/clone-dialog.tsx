import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { effectStudio as en } from '../../words/en/effect-studio.ts';
import { CreateDraftDocument } from './effect-studio.graphql.ts';
import type { Workflow } from './effect-studio-page.tsx';

/** Copies a workflow's current revision into a draft: of the same workflow, or of a new one. */
export function CloneDialog({ workflow, onClose }: { workflow: Workflow; onClose: () => void }) {
  const command = useCommand(CreateDraftDocument);
  const [kind, setKind] = useState<'same' | 'new'>('same');
  const [newId, setNewId] = useState(`${workflow.id}-copy`);
  const [title, setTitle] = useState(workflow.title);
  const create = async () => {
    if (!workflow.currentRevision) return;
    const draft = await command.act({
      revisionId: workflow.currentRevision.id,
      newWorkflowId: kind === 'new' ? newId.trim() : null,
      title: title.trim() || null,
    });
    if (draft?.__typename === 'WorkflowDraft') goTo(['studio', 'drafts', draft.id]);
  };
  return (
    <DecisionDialog
      isOpen
      onClose={onClose}
      title={en.copy(workflow.title)}
      confirm={en.makeTheDraft}
      problem={command.problem}
      isBusy={command.isBusy}
      isReady={kind === 'same' || newId.trim() !== ''}
      onConfirm={() => void create()}
    >
      <SegmentedControl
        fullWidth
        aria-label={en.whatItWillBe}
        value={kind}
        onChange={(value) => setKind(value === 'new' ? 'new' : 'same')}
        data={[
          { value: 'same', label: en.aRevisionOfIt },
          { value: 'new', label: en.aNewWorkflow },
        ]}
      />
      <TextInput label={en.title} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
      {kind === 'new' && (
        <TextInput
          label={en.idOfTheNewWorkflow}
          value={newId}
          onChange={(event) => setNewId(event.currentTarget.value)}
          required
        />
      )}
    </DecisionDialog>
  );
}
