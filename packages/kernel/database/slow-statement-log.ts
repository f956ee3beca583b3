import type { Logger } from 'pino';
import { AbstractLogger, type LogLevel, type LogMessage } from 'typeorm';

/** Passes on what TypeORM's repositories found slow; everything else of theirs is of no interest. */
export class SlowStatementLog extends AbstractLogger {
  readonly #log: Logger;

  constructor(log: Logger) {
    super(false);
    this.#log = log;
  }

  override logQuerySlow(time: number, query: string): void {
    this.#log.warn({ statement: query.slice(0, 200), tookMs: time }, 'slow statement');
  }

  protected override writeLog(
    level: LogLevel,
    message: LogMessage | string | number | (LogMessage | string | number)[],
  ): void {
    this.#log.debug({ level, message }, 'typeorm');
  }
}
