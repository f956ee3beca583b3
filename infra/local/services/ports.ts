import { createServer } from 'node:net';
import { LocalFault } from './local-fault.ts';
import type { StateFile } from './state-file.ts';

/** The ports of one studio. */
export interface PortBook {
  readonly state: StateFile;
  /** Already given out by this process, by service name; a service that restarts keeps its port. */
  readonly givenPorts: Map<string, number>;
}

/**
 * Chooses the port of one service: the one it has, else the one recorded by an earlier start, else the preferred
 * one, else the next free one above it. The choice is recorded, so that a later start offers the same addresses.
 *
 * @param preferred `'ephemeral'` lets the system choose; nothing is recorded then
 * @throws LocalFault `NO_PORT` when none of 200 ports from the preferred one on is free
 */
export async function choosePort(
  name: string,
  preferred: number | 'ephemeral',
  book: PortBook,
): Promise<number> {
  const given = book.givenPorts.get(name);
  if (given !== undefined) return given;
  const port =
    preferred === 'ephemeral' ? await ephemeralPort() : await rememberedPort(name, preferred, book);
  book.givenPorts.set(name, port);
  return port;
}

async function rememberedPort(name: string, preferred: number, book: PortBook): Promise<number> {
  const recorded = book.state.read().ports[name];
  const nextOnes = Array.from({ length: 200 }, (_, offset) => preferred + offset);
  for (const port of recorded === undefined ? nextOnes : [recorded, ...nextOnes]) {
    if ([...book.givenPorts.values()].includes(port) || !(await isFree(port))) continue;
    book.state.update((current) => ({ ...current, ports: { ...current.ports, [name]: port } }));
    return port;
  }
  throw new LocalFault('NO_PORT', `No port is free for ${name} between ${preferred} and ${preferred + 199}.`);
}

/** Whether this machine's loopback port can be listened on now. */
export async function isFree(port: number): Promise<boolean> {
  return (await listenOnce(port, '127.0.0.1')) !== null && (await listenOnce(port, undefined)) !== null;
}

async function ephemeralPort(): Promise<number> {
  const chosen = await listenOnce(0, '127.0.0.1');
  if (chosen === null) throw new LocalFault('NO_PORT', 'This system has no free port.');
  return chosen;
}

/** The port that could be listened on, on one host or (undefined) on all of them; null when it is taken. */
function listenOnce(port: number, host: string | undefined): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}
