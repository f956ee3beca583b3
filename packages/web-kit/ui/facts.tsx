import type { ReactNode } from 'react';
import classes from './facts.module.css';

export interface Fact {
  name: string;
  value: ReactNode;
  hint?: string;
  tone?: 'good' | 'warn' | 'bad' | 'explore';
}

/** Named values. `tiles` for the figures of a page, `lines` for details below each other. */
export function Facts({ facts, as = 'tiles' }: { facts: readonly Fact[]; as?: 'tiles' | 'lines' }) {
  return (
    <dl className={as === 'tiles' ? classes.tiles : classes.lines}>
      {facts.map(({ name, value, hint, tone }) => (
        <div key={name} title={hint}>
          <dt>{name}</dt>
          <dd data-tone={tone}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
