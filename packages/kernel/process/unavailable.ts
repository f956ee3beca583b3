/**
 * SQLSTATEs that say that PostgreSQL is not there, or ended the session: class 08 (connection exceptions), too many
 * connections, the operator's interventions (shutdown, crash, starting up, session timeouts). `CONNECTION_LOST` is
 * our own word for it.
 */
const AWAY = /^(08...|53300|57P0[1-5]|25P03|CONNECTION_LOST)$/;
/** Of Node's sockets. */
const SOCKET = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
/** Of node-postgres, which gives these no code. */
const CONNECTION =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Cannot use a pool after calling end)/;

/** Of ioredis, and of a Redis that is still loading; without codes as well. */
const REDIS =
  /^(Command timed out|Connection is closed|Reached the max retries per request limit|Stream isn't writeable|LOADING )/;

/**
 * Whether an error says that PostgreSQL or Redis could not be reached or ended the connection, and nothing about the work.
 * A failure of this kind is not the fault of what was being done: it is tried again and never counted against it.
 * A statement that took too long is not one of these: its own slowness may be the reason.
 */
export function isUnavailable(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = causeOf(at), depth += 1) {
    const code = 'code' in at ? String(at.code) : '';
    if (AWAY.test(code) || SOCKET.test(code)) return true;
    if (CONNECTION.test(at.message) || REDIS.test(at.message)) return true;
  }
  return false;
}

/** TypeORM keeps the driver's error beside its own. */
function causeOf(error: Error): unknown {
  return 'driverError' in error ? error.driverError : error.cause;
}
