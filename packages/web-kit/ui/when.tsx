import { formatMoment, formatWhen } from '../format.ts';
import { useNow } from '../use-now.ts';

/** A moment, relative under a day; in full on hover. */
export function When({ at }: { at: string }) {
  const now = useNow(10_000);
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {formatWhen(at, now)}
    </time>
  );
}
