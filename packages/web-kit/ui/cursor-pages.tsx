import { type ComponentType, useState } from 'react';

/** What one page of a list is given. */
export interface CursorPageProps {
  /** Cursor that the page begins after; null for the first page. */
  after: string | null;
  /** Asks for the page after this one; null when it is shown already. */
  onMore: ((cursor: string) => void) | null;
}

/**
 * Shows the pages of a Relay list one below the other, each begun after the cursor that the one before gave. What else is
 * given goes to every page; give the list a `key` of it, so that another list begins at its first page.
 */
export function CursorPages<Props extends object>({
  page: Page,
  ...props
}: { page: ComponentType<CursorPageProps & Props> } & Props) {
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  return cursors.map((after, index) => (
    <Page
      {...(props as unknown as Props)}
      key={after ?? 'first'}
      after={after}
      onMore={index === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : null}
    />
  ));
}
