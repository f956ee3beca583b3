import { formatDuration } from '../format.ts';
import { useConnection } from '../graph/connection-store.ts';
import { useNow } from '../use-now.ts';
import classes from './live-dot.module.css';

/** Whether values arrive: Live, Connecting, or Reconnecting with the age of the last one. */
export function LiveDot() {
  const connection = useConnection();
  const isDown = connection.state === 'reconnecting';
  const now = useNow(1000, !isDown);
  const word = { live: 'Live', connecting: 'Connecting', reconnecting: 'Reconnecting' }[connection.state];
  const age = isDown ? Math.max(0, Math.floor((now.getTime() - connection.since.getTime()) / 1000)) : 0;
  return (
    <span className={classes.live} data-state={connection.state}>
      <span className={classes.dot} aria-hidden />
      <span role="status">{word}</span>
      {isDown && <span aria-hidden>· {formatDuration(age * 1000 || 1000)}</span>}
    </span>
  );
}
