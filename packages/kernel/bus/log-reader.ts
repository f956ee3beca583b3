import type { BusEvent } from '@effect-studio/schema/events/envelope';
import type { Pool } from 'pg';
import type { ReceivedEvent } from './stream.ts';

/** Events of the log after a position, oldest first, at most `limit`. */
export type ReadLog = (after: bigint, limit: number) => Promise<ReceivedEvent[]>;

const READ = 'select position, type, body from bus.event_log where position > $1 order by position limit $2';

/** Reads the log over connections that may select from it (role `es_tail`). */
export function logReader(pool: () => Pool): ReadLog {
  return async (after, limit) => {
    const { rows } = await pool().query<{ position: string; type: string; body: BusEvent<object> }>({
      name: 'bus-read-log',
      text: READ,
      values: [after.toString(), limit],
    });
    return rows.map(({ position, type, body }) => ({ position: BigInt(position), type, read: () => body }));
  };
}
