import type { Logger } from 'pino';

/** Apollo's warnings and errors in our log; its messages of daily business are not ours. */
export function apolloLogger(log: Logger) {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (message?: unknown) => log.warn({ part: 'apollo' }, String(message)),
    error: (message?: unknown) => log.error({ part: 'apollo' }, String(message)),
  };
}
