import { formatPercent, formatPointChange } from '@effect-studio/web-kit/format.ts';
import { weights as en } from '../../words/en/weights.ts';
import classes from './weights-list.module.css';
import { type Needed, PARTS, type Version, type Weights, whyOfType } from './weights-words.ts';

interface WeightsListProps {
  version: Version;
  /** The hand weights, which differences are shown against. */
  hand: Weights;
  needed: Needed;
}

/** What a version weighs: all effect types together, then each that something was decided about, with the reason. */
export function WeightsList({ version, hand, needed }: WeightsListProps) {
  const rows = [
    { key: '', title: en.allEffectTypes, weights: version.weights, why: '' },
    ...version.effectTypes.map((one) => ({
      ...{ key: one.effectType.id, title: one.effectType.title, weights: one.weights },
      why: whyOfType(one, needed),
    })),
  ];
  return (
    <ul className={classes.list} aria-label={en.weightsOf(version.version)}>
      {rows.map(({ key, title, why, weights }) => (
        <li key={key} className={classes.row}>
          <div>
            <h3 className={classes.title}>{title}</h3>
            {why !== '' && <p className={classes.why}>{why}</p>}
          </div>
          <dl className={classes.parts}>
            {PARTS.map(([part, name]) => (
              <div key={part}>
                <dt>{name}</dt>
                <dd className={classes.value}>{formatPercent(weights[part])}</dd>
                <dd className={classes.change}>{changeWords(weights[part] - hand[part])}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

/** Nothing where the share is what it was by hand. */
const changeWords = (change: number): string => (Math.abs(change) < 0.0005 ? '' : formatPointChange(change));
