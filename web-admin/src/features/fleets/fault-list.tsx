import { fleets as en } from '../../words/en/fleets.ts';
import classes from './fleets.module.css';

/** Why a document cannot hold, place by place. */
export function FaultList({ faults }: { faults: readonly { path: string; message: string }[] }) {
  return (
    <ul className={classes.faults} aria-label={en.faults}>
      {faults.map(({ path, message }) => (
        <li key={`${path} ${message}`}>
          <strong className="es-mono">{path || en.theWhole}</strong> {message}
        </li>
      ))}
    </ul>
  );
}
