import { readConfig } from './config.ts';
import { createObjectStore } from './server.ts';

/** The object store as a process of its own; see config.ts for its environment. */
const config = readConfig(process.env);
const log = (level: 'info' | 'error', message: string, more: object = {}) =>
  process.stdout.write(
    `${JSON.stringify({ level, time: new Date().toISOString(), msg: message, ...more })}\n`,
  );

const server = await createObjectStore({
  ...config,
  onFault: (fault) =>
    log('error', 'a request failed', { fault: fault instanceof Error ? fault.stack : String(fault) }),
});
server.listen(config.port, config.host, () =>
  log('info', 'object store listens', { address: server.address() }),
);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    // Transfers under way get a moment; clients retry what is cut off.
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}
