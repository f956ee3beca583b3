import { formatMoment, formatUntil } from '../format.ts';
import { useNow } from '../use-now.ts';

/** How long it is until a moment, second by second; read aloud only on demand. */
export function Countdown({ to }: { to: string }) {
  const now = useNow(1000);
  return (
    <time dateTime={to} title={formatMoment(to)} className="es-numbers">
      {formatUntil(to, now)}
    </time>
  );
}
