import { Chip } from '../ui/chip.tsx';
import { changeList as en } from '../words/en/change-list.ts';
import classes from './change-list.module.css';

type DocumentChangeKind = 'ADDED' | 'CHANGED' | 'REMOVED';

/** One difference between two documents. */
export interface DefinitionChange {
  path: string;
  kind: DocumentChangeKind;
  before?: unknown;
  after?: unknown;
}

const KINDS = {
  ADDED: [en.added, 'good'],
  CHANGED: [en.changed, 'accent'],
  REMOVED: [en.removed, 'bad'],
} as const satisfies Record<DocumentChangeKind, readonly [string, string]>;

/** What differs, place by place, before and after. */
export function ChangeList({ changes }: { changes: readonly DefinitionChange[] }) {
  if (changes.length === 0) return <p className={classes.same}>{en.itIsAsItWas}</p>;
  return (
    <ul className={classes.changes}>
      {changes.map(({ path, kind, before, after }) => (
        <li key={path}>
          <Chip tone={KINDS[kind][1]}>{KINDS[kind][0]}</Chip> <span className="es-mono">{path}</span>
          <div className={classes.values}>
            {kind !== 'ADDED' && <del>{JSON.stringify(before)}</del>}
            {kind !== 'REMOVED' && <ins>{JSON.stringify(after)}</ins>}
          </div>
        </li>
      ))}
    </ul>
  );
}
