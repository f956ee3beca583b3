import { type ReactNode, useRef } from 'react';
import classes from './changing.module.css';

interface ChangingProps {
  /** What is shown, as text: when it differs from the one before, a wash of tone says so for a moment. */
  value: string;
  /** Left out: the text itself. */
  children?: ReactNode;
}

/** A value that may change while somebody looks at it. The text is swapped, nothing is counted up. */
export function Changing({ value, children = value }: ChangingProps) {
  const seen = useRef(value);
  const changes = useRef(0);
  if (seen.current !== value) {
    seen.current = value;
    changes.current += 1;
  }
  // A new element begins its wash anew.
  return (
    <span key={changes.current} className={classes.changing} data-washed={changes.current > 0 || undefined}>
      {children}
    </span>
  );
}
