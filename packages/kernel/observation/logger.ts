import { type DestinationStream, type Logger, pino } from 'pino';
import { withoutSensitive } from './sensitive-names.ts';

/** Paths that never reach a log, whatever their depth of two. */
const REDACTED = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'email',
  'signInCode',
  '*.authorization',
  '*.cookie',
  '*.password',
  '*.secret',
  '*.token',
  '*.email',
  '*.signInCode',
  'headers.authorization',
  'headers.cookie',
];

/**
 * A JSON logger with redaction: of secrets, and of every field that the graph calls `@sensitive`. Every line carries `service`; request and event lines also `correlationId`.
 * @param level pino level, default `info`
 */
export function createLogger(service: string, level = 'info', destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service },
    redact: { paths: REDACTED, censor: '[redacted]' },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: withoutSensitive<Record<string, unknown>>,
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
