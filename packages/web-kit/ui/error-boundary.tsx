import { Button, CopyButton } from '@mantine/core';
import { IconBug } from '@tabler/icons-react';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { uuidV7 } from '../uuid-v7.ts';
import { ui as en } from '../words/en/ui.ts';
import classes from './state-view.module.css';

interface Props {
  /** Changes when another place is shown: a fault of the one before is over then. */
  place: string;
  children: ReactNode;
}

interface State {
  correlationId: string | null;
  place: string;
}

/** Keeps the rest of the page when one part of it breaks; the id is in the browser's console beside the cause. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { correlationId: null, place: this.props.place };

  static getDerivedStateFromError(): Partial<State> {
    return { correlationId: uuidV7() };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.place === state.place ? null : { correlationId: null, place: props.place };
  }

  override componentDidCatch(error: Error, { componentStack }: ErrorInfo): void {
    console.error(`${this.state.correlationId}: ${error.message}`, error, componentStack);
  }

  override render(): ReactNode {
    const { correlationId } = this.state;
    if (correlationId === null) return this.props.children;
    return (
      <div className={classes.note} role="alert">
        <span className={classes.icon} data-tone="bad">
          <IconBug size={20} aria-hidden />
        </span>
        <p className={classes.title}>{en.thisPartOfThePage}</p>
        <p className={classes.text}>{en.nothingThatYouDidWas}</p>
        <div className={classes.actions}>
          <Button size="xs" variant="default" onClick={() => this.setState({ correlationId: null })}>
            {en.showItAgain}
          </Button>
          <CopyButton value={correlationId}>
            {({ copied, copy }) => (
              <Button size="xs" variant="subtle" onClick={copy} className="es-mono">
                {copied ? en.copied : en.copyId(correlationId.slice(0, 8))}
              </Button>
            )}
          </CopyButton>
        </div>
      </div>
    );
  }
}
