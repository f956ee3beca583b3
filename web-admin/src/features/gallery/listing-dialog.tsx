import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, Modal, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import grid from '../../parts/grid.module.css';
import { gallery as en } from '../../words/en/gallery.ts';
import type { ManagedEffect } from './effect-page.tsx';
import { EditEffectListingDocument, ManagedCategoriesDocument } from './gallery.graphql.ts';
import classes from './gallery.module.css';

interface ListingDialogProps {
  effect: ManagedEffect;
  onClose: () => void;
  onDone: () => void;
}

/** How an effect is listed: its words, its shelf, its tags. */
export function ListingDialog({ effect, onClose, onDone }: ListingDialogProps) {
  const { data } = useLiveQuery({ query: ManagedCategoriesDocument, variables: {} });
  const command = useCommand(EditEffectListingDocument);
  const [title, setTitle] = useState(effect.title);
  const [description, setDescription] = useState(effect.description);
  const [categoryId, setCategory] = useState<string | null>(effect.category.id);
  const [tags, setTags] = useState<string[]>(effect.tags);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const input = { effectId: effect.id, title, description, categoryId: categoryId ?? '', tags };
    if ((await command.act(input)) === null) return;
    onDone();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={en.editTheListing}
      centered
      closeButtonProps={{ 'aria-label': en.close }}
    >
      <form className={grid.stack} onSubmit={(event) => void submit(event)}>
        <TextInput
          label={en.title}
          value={title}
          maxLength={60}
          required
          data-autofocus
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Textarea
          label={en.description}
          value={description}
          maxLength={500}
          autosize
          minRows={2}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Select
          label={en.category}
          value={categoryId}
          onChange={setCategory}
          allowDeselect={false}
          data={(data?.managedCategories ?? []).map(({ id, title: label }) => ({ value: id, label }))}
        />
        <TagsInput label={en.tags} description={en.atMostEight} value={tags} onChange={setTags} maxTags={8} />
        {command.problem !== null && <ProblemNote {...command.problem} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {en.cancel}
          </Button>
          <Button type="submit" loading={command.isBusy} disabled={title.trim() === ''}>
            {en.save}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
