import { formatPointChange } from '../format.ts';
import classes from './delta.module.css';

/** A change of a percentage: arrow, sign and tone together. */
export function Delta({ change }: { change: number | null | undefined }) {
  if (change == null) return null;
  const isFlat = Math.abs(change) < 0.0005;
  const isUp = change > 0;
  return (
    <span className={classes.delta} data-tone={isFlat ? 'flat' : isUp ? 'good' : 'bad'}>
      {!isFlat && <span aria-hidden>{isUp ? '▲' : '▼'}</span>} {formatPointChange(change)}
    </span>
  );
}
