import { readingOf } from '@effect-studio/web-kit/definition/definition-text.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, Code, Drawer, Textarea } from '@mantine/core';
import { useState } from 'react';
import grid from '../../parts/grid.module.css';
import { providers as en } from '../../words/en/providers.ts';
import { declarationsOf } from './declaration.ts';
import { DeclareProviderDocument } from './providers.graphql.ts';
import classes from './providers.module.css';

/** What an agent is started with to say what it renders. */
const DECLARE = 'effect-studio-agent --declare';

interface DeclareDrawerProps {
  isOpen: boolean;
  onClose: () => void;
  onDone: () => void;
}

/** Brings providers into the catalogue by what its agent says of itself, digests included. */
export function DeclareDrawer({ isOpen, onClose, onDone }: DeclareDrawerProps) {
  const command = useCommand(DeclareProviderDocument);
  const [text, setText] = useState('');
  const reading = text.trim() === '' ? null : readingOf(text);
  const declarations = reading?.fault === null ? declarationsOf(reading.definition) : null;
  const declare = async () => {
    if (declarations === null) return;
    for (const declaration of declarations) {
      if ((await command.act(declaration)) === null) return;
    }
    setText('');
    onDone();
    onClose();
    goTo(['providers', declarations[0]!.id]);
  };
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size={680}
      title={en.declareAProvider}
      closeButtonProps={{ 'aria-label': en.close }}
    >
      <div className={grid.stack}>
        <p>{en.askTheAgent}</p>
        <Code block>{DECLARE}</Code>
        <Textarea
          className={classes.editor}
          label={en.whatItPrints}
          description={en.theWholeOfItEveryTime}
          autosize
          minRows={12}
          maxRows={26}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={
            reading === null
              ? undefined
              : (reading.fault ?? (declarations === null ? en.thisIsNoDeclaration : undefined))
          }
        />
        {declarations?.map(({ id, name, workflows }) => (
          <p key={id} className={classes.muted}>
            {en.withWorkflows(name, workflows.length)}
          </p>
        ))}
        {command.problem !== null && <ProblemNote {...command.problem} />}
        <div>
          <Button disabled={declarations === null} loading={command.isBusy} onClick={() => void declare()}>
            {en.declareIt}
          </Button>
        </div>
      </div>
    </Drawer>
  );
}
