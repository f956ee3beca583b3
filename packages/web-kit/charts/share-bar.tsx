import classes from './share-bar.module.css';

/** A share of 0 to 1 as a bar; the figure itself stands beside it in words. */
export function ShareBar({
  share,
  tone = 'accent',
}: {
  share: number;
  tone?: 'accent' | 'good' | 'warn' | 'bad' | 'explore';
}) {
  return (
    <span className={classes.track} aria-hidden>
      <span
        className={classes.bar}
        data-tone={tone}
        style={{ transform: `scaleX(${Math.min(1, Math.max(0, share))})` }}
      />
    </span>
  );
}
