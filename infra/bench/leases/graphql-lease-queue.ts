import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Storage } from '@effect-studio/kernel/objects/storage';
import type { ExecutionUnderTest } from './execution-under-test.ts';
import { openLeaseGateway } from './gateway-under-test.ts';
import type { QueueUnderTest } from './queue-under-test.ts';

const OUTPUT = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42', 'latin1'), Buffer.alloc(500, 7)]);
const SHA256 = createHash('sha256').update(OUTPUT).digest('hex');

/**
 * Our leases as machines see them: over HTTP through the studio's gateway, with the agents' own documents and access tokens,
 * from a process of their own. Objects lie in memory, since no other queue here moves bytes, but URLs are signed and
 * outputs are read and verified.
 */
export async function graphqlLeaseQueue(under: ExecutionUnderTest): Promise<QueueUnderTest> {
  const gateway = await openLeaseGateway(under, objectsInMemory(under.mounted.services.storage));
  const machines = fork(fileURLToPath(new URL('agents-process.ts', import.meta.url)), {
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    name: 'leases, through the gateway',
    fill: (count) => under.fill(count),
    clear: () => under.clear(),
    work: async (count, onDone) => {
      const agents = await Promise.all(
        (await under.agents(count)).map(async (agent) => ({
          id: agent.id,
          token: await gateway.accessToken(agent),
        })),
      );
      const stopped = Promise.withResolvers<void>();
      const hear = (message: { done: number } | 'stopped'): void => {
        if (message === 'stopped') stopped.resolve();
        else for (let n = 0; n < message.done; n += 1) onDone();
      };
      const onExit = () => stopped.reject(new Error('the machines of the bench have ended'));
      machines.on('message', hear).once('exit', onExit);
      machines.send({ port: gateway.port, agents, output: { sha256: SHA256, sizeBytes: OUTPUT.length } });
      return {
        stop: async () => {
          machines.send('stop');
          await stopped.promise;
          machines.off('message', hear).off('exit', onExit);
        },
      };
    },
    close: async () => {
      machines.kill('SIGKILL');
      await gateway.close();
    },
  };
}

/** A store in which every upload lies already; signing is the real one's. */
function objectsInMemory(real: Storage): Storage {
  const objects: Pick<Storage, 'head' | 'copy' | 'read' | 'remove'> = {
    head: async () => ({ sizeBytes: OUTPUT.length, contentType: 'video/mp4', etag: '' }),
    copy: async () => undefined,
    read: async () => Readable.from([OUTPUT]),
    remove: async () => undefined,
  };
  return new Proxy(real, {
    get: (target, name) => {
      if (name in objects) return objects[name as keyof typeof objects];
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
