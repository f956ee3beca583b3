import type { ReactNode } from 'react';
import type { Answer } from '../graph/use-live-query.ts';
import { Fault, Loading } from './state-view.tsx';

interface AnswerViewProps<Data> {
  answer: Answer<Data>;
  /** What could not be done when it fails, such as "The manifest could not be loaded". */
  what: string;
  rows?: number;
  rowHeight?: number;
  children: (data: Data) => ReactNode;
}

/** The states of a panel: the shape of what is loading, what failed with Retry, or the data, which stays when a later read fails. */
export function AnswerView<Data>({ answer, what, rows = 4, rowHeight, children }: AnswerViewProps<Data>) {
  const { data, error, retry } = answer;
  if (data !== undefined && data !== null) return children(data);
  if (error !== undefined) return <Fault what={what} error={error} onRetry={retry} />;
  return <Loading rows={rows} rowHeight={rowHeight} />;
}
