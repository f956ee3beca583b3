import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { choosePort, isFree } from './ports.ts';
import { openStateFile } from './state-file.ts';

let stateDir: string;
let occupants: Server[] = [];

beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'ports-'));
});

afterEach(async () => {
  await Promise.all(occupants.map((server) => new Promise((resolve) => server.close(resolve))));
  occupants = [];
  await rm(stateDir, { recursive: true, force: true });
});

/** A port that something listens on. */
async function occupiedPort(): Promise<number> {
  const server = createServer();
  occupants.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const freshBook = () => ({ state: openStateFile(stateDir), givenPorts: new Map<string, number>() });

test('takes the next free port when the preferred one is taken, and the same one at the next start', async () => {
  const taken = await occupiedPort();
  const chosen = await choosePort('api', taken, freshBook());
  expect(chosen).toBeGreaterThan(taken);
  expect(await isFree(chosen)).toBe(true);
  expect(await choosePort('api', 1_024, freshBook())).toBe(chosen);
});

test('chooses anew when the remembered port is taken by another program', async () => {
  const taken = await occupiedPort();
  const book = freshBook();
  book.state.update(() => ({ ports: { api: taken } }));
  expect(await choosePort('api', taken, book)).not.toBe(taken);
});

test('never gives one port to two services, and keeps the port of a service that starts again', async () => {
  const book = freshBook();
  const preferred = await occupiedPort();
  const [api, workers] = [
    await choosePort('api', preferred, book),
    await choosePort('workers', preferred, book),
  ];
  expect(workers).not.toBe(api);
  expect(await choosePort('api', preferred, book)).toBe(api);
});

test('remembers no ephemeral port', async () => {
  const book = freshBook();
  expect(await choosePort('api', 'ephemeral', book)).toBeGreaterThan(1_023);
  expect(book.state.read().ports).toEqual({});
});
