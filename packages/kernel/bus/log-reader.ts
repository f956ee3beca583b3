import type { BusEvent } from '@effect-studio/schema/events/envelope';
import type { Pool } from 'pg';
import type { ReceivedEvent } from './stream.ts';
import { eventsOf, TOLD_COLUMNS, type ToldRow } from './told-row.ts';

/** Events of the log after a position, oldest first, at most `limit`. */
export type ReadLog = (after: bigint, limit: number) => Promise<ReceivedEvent[]>;

const READ = `select ${TOLD_COLUMNS} from bus.told where last_position > $1 order by last_position limit $2`;

/** Reads the log over connections that may select from it (role `es_tail`). */
export function logReader(pool: () => Pool): ReadLog {
  return async (after, limit) => {
    const { rows } = await pool().query<ToldRow>({
      name: 'bus-read-log',
      text: READ,
      values: [after.toString(), limit],
    });
    return rows
      .flatMap(eventsOf)
      .filter(({ position }) => position > after)
      .slice(0, limit)
      .map(({ position, type, body }) => ({
        position,
        type,
        read: () => JSON.parse(body) as BusEvent<object>,
      }));
  };
}
