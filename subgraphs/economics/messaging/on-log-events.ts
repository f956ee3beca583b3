import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { reading } from '@effect-studio/schema/events/envelope';
import { LogPatternsCounted } from '@effect-studio/schema/events/operations';
import { followLog } from '../log-anomalies/use-cases/follow-log.ts';

/** What the action log was like in the last hour. */
export const logConsumers: readonly Consumer[] = [
  consume(reading(LogPatternsCounted, 'windowEnd', 'patterns'), (tx, { payload }) =>
    followLog(
      tx,
      new Date(payload.windowEnd),
      // Our own word about the log is no news from it.
      Object.fromEntries(
        payload.patterns
          .filter(({ pattern }) => !pattern.endsWith(' ALERT_LOG_ANOMALY'))
          .map(({ pattern, count }) => [pattern, count]),
      ),
    ),
  ),
];
