import { Button, CopyButton, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { CombinedError } from '@urql/core';
import { type ReactNode, useEffect, useState } from 'react';
import { faultWords } from '../graph/fault-words.ts';
import { ui as en } from '../words/en/ui.ts';
import classes from './state-view.module.css';

/** Grey rows in the shape of what is loading, shown only when it takes longer than a blink. */
export function Loading({ rows, rowHeight = 34 }: { rows: number; rowHeight?: number }) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={classes.loading} aria-busy="true" style={{ visibility: isShown ? 'visible' : 'hidden' }}>
      <span className="es-unseen">{en.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity
        <Skeleton key={row} height={rowHeight} radius="md" />
      ))}
    </div>
  );
}

interface EmptyProps {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** What will appear here, and the one action that makes it appear. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div className={classes.note}>
      {icon !== undefined && <span className={classes.icon}>{icon}</span>}
      <p className={classes.title}>{title}</p>
      {children !== undefined && <p className={classes.text}>{children}</p>}
      {action}
    </div>
  );
}

interface FaultProps {
  /** What could not be done, such as "The gallery could not be loaded". */
  what: string;
  error: Pick<CombinedError, 'networkError' | 'graphQLErrors'>;
  onRetry: () => void;
}

/** What failed, why, the id to report it by, and Retry. */
export function Fault({ what, error, onRetry }: FaultProps) {
  const { cause, correlationId } = faultWords(error);
  return (
    <div className={classes.note} role="alert">
      <span className={classes.icon} data-tone="bad">
        <IconAlertTriangle size={20} aria-hidden />
      </span>
      <p className={classes.title}>{what}</p>
      <p className={classes.text}>{cause}</p>
      <div className={classes.actions}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={onRetry}
        >
          {en.tryAgain}
        </Button>
        {correlationId !== null && (
          <CopyButton value={correlationId}>
            {({ copied, copy }) => (
              <Button size="xs" variant="subtle" onClick={copy} className="es-mono">
                {copied ? en.copied : en.copyId(correlationId.slice(0, 8))}
              </Button>
            )}
          </CopyButton>
        )}
      </div>
    </div>
  );
}
