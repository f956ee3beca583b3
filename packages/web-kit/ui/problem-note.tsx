import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './problem-note.module.css';

interface ProblemNoteProps {
  humanReadableCause: string;
  suggestedAction: string;
  children?: ReactNode;
}

/** A refusal: its cause, and what the person can do. */
export function ProblemNote({ humanReadableCause, suggestedAction, children }: ProblemNoteProps) {
  return (
    <div className={classes.problem} role="alert">
      <IconAlertCircle size={18} aria-hidden className={classes.icon} />
      <div>
        <p className={classes.cause}>{humanReadableCause}</p>
        {suggestedAction !== '' && <p className={classes.action}>{suggestedAction}</p>}
        {children}
      </div>
    </div>
  );
}
