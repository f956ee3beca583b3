import classes from './margin-bar.module.css';

/** A margin of −100% to 100% as a bar from zero; a loss runs to the left and is named by its minus sign. */
export function MarginBar({ margin }: { margin: number | null | undefined }) {
  const share = Math.min(1, Math.abs(margin ?? 0));
  return (
    <span className={classes.track} aria-hidden>
      {margin != null && (
        <span
          className={classes.bar}
          data-loss={margin < 0 || undefined}
          style={{ transform: `scaleX(${share})` }}
        />
      )}
    </span>
  );
}
