import { Button, Modal, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ProblemWords } from '../graph/use-command.ts';
import { ui as en } from '../words/en/ui.ts';
import classes from './decision-dialog.module.css';
import { ProblemNote } from './problem-note.tsx';

interface DecisionDialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** What will happen. */
  children?: ReactNode;
  /** The word on the button. */
  confirm: string;
  isDangerous?: boolean;
  /** Label of the reason; left out: none is asked for. */
  reasonLabel?: string;
  problem: ProblemWords | null;
  isBusy: boolean;
  isReady?: boolean;
  onConfirm: (reason: string) => void;
}

/** Asks before something is decided, and for the reason where one is kept. */
export function DecisionDialog({
  isOpen,
  onClose,
  title,
  children,
  confirm,
  isDangerous,
  reasonLabel,
  problem,
  isBusy,
  isReady = true,
  onConfirm,
}: DecisionDialogProps) {
  const [reason, setReason] = useState('');
  const canConfirm = isReady && (reasonLabel === undefined || reason.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canConfirm && !isBusy) onConfirm(reason.trim());
  };
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      centered
      closeButtonProps={{ 'aria-label': en.close }}
      onExitTransitionEnd={() => setReason('')}
    >
      <form onSubmit={submit} className={classes.form}>
        {children}
        {reasonLabel !== undefined && (
          <Textarea
            label={reasonLabel}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            autosize
            minRows={2}
            maxLength={500}
            data-autofocus
            required
          />
        )}
        {problem !== null && <ProblemNote {...problem} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {en.cancel}
          </Button>
          <Button
            type="submit"
            loading={isBusy}
            disabled={!canConfirm}
            data-danger={isDangerous || undefined}
          >
            {confirm}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
