import { formatPercent, formatUsd, formatUsdChange, usdNumber } from '@effect-studio/web-kit/format.ts';
import { recommendations as en } from '../../words/en/recommendations.ts';
import classes from './impact-range.module.css';

interface ImpactRangeProps {
  name: string;
  estimate: {
    expectedNanoUsd: string;
    interval: { level: number; lowerNanoUsd: string; upperNanoUsd: string };
  };
}

/** An amount with its interval, drawn against zero. */
export function ImpactRange({ name, estimate: { expectedNanoUsd, interval } }: ImpactRangeProps) {
  const [lower, mid, upper] = [interval.lowerNanoUsd, expectedNanoUsd, interval.upperNanoUsd].map(
    usdNumber,
  ) as [number, number, number];
  const [least, most] = [Math.min(0, lower), Math.max(0, upper)];
  const at = (usd: number) => `${((usd - least) / (most - least || 1)) * 100}%`;
  return (
    <div className={classes.range}>
      <span className={classes.name}>
        {name}: <strong>{formatUsdChange(expectedNanoUsd)}</strong>
        {en.intervalTo(
          formatPercent(interval.level),
          formatUsd(interval.lowerNanoUsd),
          formatUsd(interval.upperNanoUsd),
        )}
      </span>
      <span className={classes.line} aria-hidden>
        <span className={classes.zero} style={{ left: at(0) }} />
        <span className={classes.interval} style={{ left: at(lower), right: `calc(100% - ${at(upper)})` }} />
        <span className={classes.mid} style={{ left: at(mid) }} data-loss={mid < 0 || undefined} />
      </span>
    </div>
  );
}
