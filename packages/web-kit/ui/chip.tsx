import type { ReactNode } from 'react';
import classes from './chip.module.css';

/** What a colour says; it always travels with a word. */
export type Tone = 'accent' | 'good' | 'warn' | 'bad' | 'explore' | 'neutral';

/** A word on a tinted pill. */
export function Chip({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={classes.chip} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}
