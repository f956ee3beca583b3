import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Ready } from './parent.ts';

const READY_WITHIN_MS = 60_000;

/** A process of this bench: ready, measurable, ended with the bench. */
export interface BenchProcess {
  readonly ready: Ready;
  /** Processor time since its start, microseconds. */
  cpuMicroseconds(): Promise<number>;
  /** Memory in use once garbage is gone, bytes; where the process tells it. */
  usedBytes(): Promise<number>;
  send(message: object): void;
  close(): void;
}

/** Starts a file beside this one and waits until it is ready. @throws Error when it ends before */
export async function startBenchProcess(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<BenchProcess> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      APOLLO_TELEMETRY_DISABLED: '1',
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const next = <Message>(): Promise<Message> =>
    new Promise((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`${file} ended with ${code}`));
      child.once('exit', onExit);
      child.once('message', (message) => {
        child.off('exit', onExit);
        resolve(message as Message);
      });
    });
  const timeout = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
  const ready = await next<Ready>();
  clearTimeout(timeout);
  return {
    ready,
    cpuMicroseconds: async () => {
      const told = next<{ cpuMicroseconds: number }>();
      child.send('cpu');
      return (await told).cpuMicroseconds;
    },
    usedBytes: async () => {
      const told = next<{ usedBytes: number }>();
      child.send('memory');
      return (await told).usedBytes;
    },
    send: (message) => void child.send(message),
    // Some of them take a signal to end as a request to finish first.
    close: () => void child.kill('SIGKILL'),
  };
}
