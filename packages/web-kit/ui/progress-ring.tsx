import classes from './progress-ring.module.css';

const RADIUS = 26;
const LENGTH = 2 * Math.PI * RADIUS;

/** A ring that closes with progress. @param share 0 to 1, or null before the first report */
export function ProgressRing({ share, label }: { share: number | null; label: string }) {
  const percent = share === null ? null : Math.round(share * 100);
  return (
    <div
      className={classes.ring}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
    >
      <svg viewBox="0 0 60 60" aria-hidden className={percent === null ? classes.turning : undefined}>
        <circle cx="30" cy="30" r={RADIUS} className={classes.track} />
        <circle
          cx="30"
          cy="30"
          r={RADIUS}
          className={classes.bar}
          strokeDasharray={LENGTH}
          strokeDashoffset={LENGTH * (1 - (share ?? 0.22))}
        />
      </svg>
      {percent !== null && <span>{percent}%</span>}
    </div>
  );
}
