import { Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { ui as en } from '../words/en/ui.ts';
import { type Command, matchingCommands } from './command-matching.ts';
import classes from './command-palette.module.css';

interface CommandPaletteProps {
  isOpen: boolean;
  onClose: () => void;
  commands: readonly (Command & { icon?: ReactNode })[];
  placeholder: string;
  /** Commands that follow from what was typed, such as opening an id. */
  commandsFor?: (typed: string) => readonly (Command & { icon?: ReactNode })[];
}

/** Search and jump. It opens without a transition, so that no key is lost. */
export function CommandPalette({ isOpen, onClose, commands, placeholder, commandsFor }: CommandPaletteProps) {
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose}
      padding={0}
      size={600}
      yOffset="9vh"
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay backgroundOpacity={0.6} />
      <Modal.Content aria-label={en.commandPalette}>
        <Modal.Body>{isOpen && <Palette {...{ onClose, commands, placeholder, commandsFor }} />}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** At once when it is there: the dialog itself moves the focus a moment later, and keys of that moment would be lost. */
const takeFocus = (input: HTMLInputElement | null): void => input?.focus();

function Palette({ onClose, commands, placeholder, commandsFor }: Omit<CommandPaletteProps, 'isOpen'>) {
  const [typed, setTyped] = useState('');
  const [place, setPlace] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = [...(commandsFor?.(typed.trim()) ?? []), ...matchingCommands(commands, typed)];
  const groups = [...new Set(found.map(({ group }) => group))];
  const ordered = groups.flatMap((group) => found.filter((command) => command.group === group));
  const chosen = ordered[Math.min(place, ordered.length - 1)];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined)
      setPlace((ordered.length + Math.min(place, ordered.length - 1) + by) % ordered.length || 0);
    else if (event.key === 'Enter') run(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <div className={classes.palette}>
      <div className={classes.search}>
        <IconSearch size={18} aria-hidden />
        <input
          role="combobox"
          aria-label={placeholder}
          aria-expanded
          aria-controls={id}
          aria-activedescendant={chosen && `${id}-${chosen.key}`}
          placeholder={placeholder}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setPlace(0);
          }}
          onKeyDown={onKey}
          ref={takeFocus}
          data-autofocus
        />
      </div>
      <div id={id} ref={list} role="listbox" aria-label={en.commands} className={classes.list}>
        {ordered.length === 0 && <p className={classes.none}>{en.nothingIsCalledThat}</p>}
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options within a listbox
          <div key={group} role="group" aria-label={group}>
            <span className={classes.group} aria-hidden>
              {group}
            </span>
            {ordered
              .filter((command) => command.group === group)
              .map((command) => (
                // biome-ignore lint/a11y/useFocusableInteractive: the combobox holds the focus
                // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the combobox's
                <div
                  key={command.key}
                  id={`${id}-${command.key}`}
                  role="option"
                  aria-selected={command === chosen}
                  className={classes.option}
                  onClick={() => run(command)}
                >
                  {(command as { icon?: ReactNode }).icon}
                  <span>{command.name}</span>
                  {command.hint !== undefined && <kbd>{command.hint}</kbd>}
                </div>
              ))}
          </div>
        ))}
      </div>
    </div>
  );
}
