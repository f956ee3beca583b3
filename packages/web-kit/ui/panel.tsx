import { type ReactNode, useId } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  title: string;
  note?: ReactNode;
  action?: ReactNode;
  className?: string;
  /** The content brings its own edges, such as a table. */
  isFlush?: boolean;
  /** Values are older than the link would give; they stay, dimmed. */
  isStale?: boolean;
  children: ReactNode;
}

/** A titled surface with one hairline border. */
export function Panel({ title, note, action, className, isFlush, isStale, children }: PanelProps) {
  const id = useId();
  return (
    <section className={`${classes.panel} ${className ?? ''}`} aria-labelledby={id}>
      <header className={classes.head}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {note !== undefined && <span className={classes.note}>{note}</span>}
        {action !== undefined && <span className={classes.action}>{action}</span>}
      </header>
      {isFlush ? (
        <div
          className={classes.flush}
          data-stale={isStale || undefined}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls sideways is reached by keyboard
          tabIndex={0}
        >
          {children}
        </div>
      ) : (
        <div className={classes.body} data-stale={isStale || undefined}>
          {children}
        </div>
      )}
    </section>
  );
}
