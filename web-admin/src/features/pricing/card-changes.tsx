import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { pricing as en } from '../../words/en/pricing.ts';
import classes from './pricing.module.css';

interface CardChangesProps {
  changes: readonly { key: string; name: string; before: string; after: string }[];
}

/** What differs between two cards. */
export function CardChanges({ changes }: CardChangesProps) {
  if (changes.length === 0) return <Empty title={en.nothingDiffers} />;
  return (
    <ul className={classes.changes}>
      {changes.map(({ key, name, before, after }) => (
        <li key={key}>
          <span>{name}</span>
          <del>{before}</del>
          <ins>{after}</ins>
        </li>
      ))}
    </ul>
  );
}
