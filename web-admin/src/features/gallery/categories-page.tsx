import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, Checkbox, Modal, NumberInput, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ManagedCategoriesQuery } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import tables from '../../parts/table.module.css';
import { gallery as en } from '../../words/en/gallery.ts';
import { ManagedCategoriesDocument, SaveGalleryCategoryDocument } from './gallery.graphql.ts';
import classes from './gallery.module.css';
import { GalleryHead } from './gallery-head.tsx';

type Category = ManagedCategoriesQuery['managedCategories'][number];

/** The shelves of the gallery: their names, their order, and what stands on each. */
export function CategoriesPage() {
  const answer = useLiveQuery({ query: ManagedCategoriesDocument, variables: {} });
  const [opened, setOpened] = useState<Category | 'new' | null>(null);
  return (
    <>
      <GalleryHead
        part="categories"
        action={
          <Button variant="default" onClick={() => setOpened('new')}>
            {en.addACategory}
          </Button>
        }
      />
      <Panel title={en.categories} note={en.inTheOrderOfTheGallery} isFlush isStale={answer.isStale}>
        <AnswerView answer={answer} what={en.theCategoriesCouldNotBe} rows={6}>
          {({ managedCategories }) => (
            <DataTable
              caption={en.categories}
              columns={COLUMNS}
              rows={managedCategories}
              rowKey={({ id }) => id}
              onOpen={setOpened}
            />
          )}
        </AnswerView>
      </Panel>
      {opened !== null && (
        <CategoryDialog
          category={opened === 'new' ? null : opened}
          onClose={() => setOpened(null)}
          onDone={answer.retry}
        />
      )}
    </>
  );
}

interface CategoryDialogProps {
  category: Category | null;
  onClose: () => void;
  onDone: () => void;
}

function CategoryDialog({ category, onClose, onDone }: CategoryDialogProps) {
  const command = useCommand(SaveGalleryCategoryDocument);
  const [id, setId] = useState(category?.id ?? '');
  const [title, setTitle] = useState(category?.title ?? '');
  const [description, setDescription] = useState(category?.description ?? '');
  const [position, setPosition] = useState(category?.position ?? 100);
  const [isHidden, setHidden] = useState(category?.isHidden ?? false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if ((await command.act({ id, title, description, position, isHidden })) === null) return;
    onDone();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={category?.title ?? en.addACategory}
      centered
      closeButtonProps={{ 'aria-label': en.close }}
    >
      <form className={grid.stack} onSubmit={(event) => void submit(event)}>
        <TextInput
          label={en.idInAddresses}
          value={id}
          maxLength={40}
          disabled={category !== null}
          required
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <TextInput
          label={en.title}
          value={title}
          maxLength={40}
          required
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Textarea
          label={en.description}
          value={description}
          maxLength={200}
          autosize
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <NumberInput
          label={en.place}
          description={en.leastFirst}
          value={position}
          allowDecimal={false}
          onChange={(value) => setPosition(Number(value))}
        />
        <Checkbox
          label={en.hideIt}
          description={en.itsEffectsCanStillBeFound}
          checked={isHidden}
          onChange={(event) => setHidden(event.currentTarget.checked)}
        />
        {command.problem !== null && <ProblemNote {...command.problem} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {en.cancel}
          </Button>
          <Button type="submit" loading={command.isBusy} disabled={id === '' || title.trim() === ''}>
            {en.save}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

const COLUMNS: readonly Column<Category>[] = [
  {
    key: 'title',
    name: en.category,
    cell: ({ id, title, description }) => (
      <>
        <span className={tables.name}>{title}</span>
        <span className={tables.note}>{description || id}</span>
      </>
    ),
  },
  {
    key: 'state',
    name: en.state,
    cell: ({ isHidden }) =>
      isHidden ? <Chip tone="neutral">{en.hidden}</Chip> : <Chip tone="good">{en.offered}</Chip>,
  },
  { key: 'place', name: en.place, isNumber: true, isExtra: true, cell: ({ position }) => position },
  { key: 'count', name: en.effects, isNumber: true, cell: ({ effectCount }) => effectCount },
];
