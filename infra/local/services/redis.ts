import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { type UnpackedProgram, unpackDebianProgram } from './debian-packages.ts';
import { type EmbeddedProcess, startEmbeddedProcess } from './embedded-process.ts';
import { findOnPath } from './find-on-path.ts';
import { LocalFault } from './local-fault.ts';
import { choosePort } from './ports.ts';
import type { ServiceContext } from './service-context.ts';
import { lastLines, waitUntil } from './wait-until.ts';

const run = promisify(execFile);

export interface RedisService {
  readonly url: string;
  readonly port: number;
  readonly process: EmbeddedProcess;
}

/**
 * A private Redis below the state directory: loopback only, password, `noeviction` (queues and streams must not
 * lose keys), append-only file synced each second.
 *
 * @throws LocalFault `REDIS_MISSING` with what to install, `REDIS_DOWN` when it does not answer within 15 s
 */
export async function startRedis(context: ServiceContext): Promise<RedisService> {
  const program = await findRedis(context.toolsDir);
  const port = await choosePort('redis', context.preferredPort(63790), context);
  const password = context.secrets.redisPassword;
  const server = await startEmbeddedProcess({
    name: 'redis',
    command: program.path,
    args: [writeConfig(context.stateDir, port, password)],
    env: { PATH: process.env.PATH, LC_ALL: 'C', LD_LIBRARY_PATH: program.libraryPath },
    stateDir: context.stateDir,
  });
  const url = `redis://:${password}@127.0.0.1:${port}`;
  try {
    await waitUntil(() => answers(url), { forMs: 15_000, unless: server.exited });
  } catch (cause) {
    await server.stop();
    throw new LocalFault('REDIS_DOWN', `Redis did not come up: ${lastLines(server)}`, { cause });
  }
  return { url, port, process: server };
}

/** The system's redis-server when it is 6.2 or later, else one unpacked from the distribution's packages. */
async function findRedis(toolsDir: string): Promise<UnpackedProgram> {
  const system = findOnPath('redis-server');
  if (system && (await isRecent(system))) return { path: system, libraryPath: '' };
  const unpacked = await unpackDebianProgram('redis-server', 'usr/bin/redis-server', toolsDir);
  if (unpacked) return unpacked;
  throw new LocalFault(
    'REDIS_MISSING',
    'There is no redis-server here and none could be fetched. Install it (Debian: apt-get install redis-server) or set REDIS_URL.',
  );
}

/** BullMQ and the streams need 6.2. */
async function isRecent(program: string): Promise<boolean> {
  try {
    const { stdout } = await run(program, ['--version']);
    const [, major = '0', minor = '0'] = /v=(\d+)\.(\d+)/.exec(stdout) ?? [];
    return Number(major) > 6 || (Number(major) === 6 && Number(minor) >= 2);
  } catch {
    return false;
  }
}

function writeConfig(stateDir: string, port: number, password: string): string {
  const directory = path.join(stateDir, 'redis');
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, 'redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(directory)}`,
    'daemonize no',
    'maxmemory-policy noeviction',
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
  ];
  // The mode of a file that exists would stay as it is.
  rmSync(file, { force: true });
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
