import type { ReactNode } from 'react';
import { frame as en } from '../words/en/frame.ts';
import classes from './page-head.module.css';

/** A page's title with what it means, the way back where there is one, and at most two actions. */
export function PageHead({
  title,
  trail,
  children,
  action,
}: {
  title: string;
  trail?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.head}>
      <div className={classes.words}>
        {trail !== undefined && (
          <nav className={classes.trail} aria-label={en.breadcrumb}>
            {trail} / <span aria-current="page">{title}</span>
          </nav>
        )}
        <h1>{title}</h1>
        <p>{children}</p>
      </div>
      <div className={classes.actions}>{action}</div>
    </div>
  );
}
