import type { ReactNode } from 'react';
import classes from './page-head.module.css';

/** A page's title with what it means, and at most one or two actions. */
export function PageHead({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.head}>
      <div>
        <h1>{title}</h1>
        <p>{children}</p>
      </div>
      {action}
    </div>
  );
}
