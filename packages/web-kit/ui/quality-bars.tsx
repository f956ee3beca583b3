import { formatScore } from '../format.ts';
import classes from './quality-bars.module.css';

/** The four parts of quality, each 0 to 1, higher is better. */
export interface QualityParts {
  fidelity: number;
  styleAdherence: number;
  temporalConsistency: number;
  artifacts: number;
}

const PARTS = [
  ['fidelity', 'Fidelity', 'Is it still the same footage?'],
  ['styleAdherence', 'Style', "How far it moved towards the example's look"],
  ['temporalConsistency', 'Stability', 'Freedom from flicker and jumps'],
  ['artifacts', 'Cleanness', 'Freedom from blocks, noise, banding and blur'],
] as const;

/** Four named bars of 0 to 100. */
export function QualityBars({ quality }: { quality: QualityParts }) {
  return (
    <dl className={classes.bars}>
      {PARTS.map(([key, name, meaning]) => (
        <div key={key} className={classes.row} title={meaning}>
          <dt>{name}</dt>
          <dd>
            <span className={classes.track} aria-hidden>
              <span className={classes.bar} style={{ transform: `scaleX(${quality[key]})` }} />
            </span>
            <span className={classes.value}>{formatScore(quality[key])}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
