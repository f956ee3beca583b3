import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { roleOf, roleUrl } from '@effect-studio/kernel/migrations/context-schema';
import { migrate } from '@effect-studio/kernel/migrations/migrate';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import { createTestDatabase, type TestDatabase } from '@effect-studio/testing/test-database';
import { testConfig } from '@effect-studio/testing/test-environment';
import pg from 'pg';
import { CONTEXTS } from '../processes/contexts.ts';

const READY_MS = 60_000;

/** An envelope with its payload. */
export interface TestEvent {
  type: string;
  module: string;
  aggregateId: string;
  correlationId: string;
}

/** A migrated database of its own over the engines of the test run, and what processes need to work on it. */
export class ProcessBench {
  readonly owner: pg.Pool;
  readonly environment: Readonly<Record<string, string>>;
  readonly #database: TestDatabase;
  readonly #processes: ProcessUnderTest[] = [];

  private constructor(database: TestDatabase, environment: Record<string, string>) {
    this.#database = database;
    this.environment = environment;
    this.owner = new pg.Pool({ connectionString: database.url, max: 5 });
    this.owner.on('error', () => undefined);
  }

  static async open(): Promise<ProcessBench> {
    const database = await createTestDatabase();
    const config = testConfig(database.url);
    await migrate(database.url, config.STUDIO_SECRET, CONTEXTS, createLogger('test', 'silent'));
    const settings = Object.entries(config).map(([name, value]) => [name, String(value)]);
    return new ProcessBench(database, {
      ...Object.fromEntries(settings),
      PATH: process.env.PATH ?? '',
      // All tests are one tenant with one Redis, and ask more in a minute than a tenant may.
      RATE_LIMIT_STANDARD_PER_MINUTE: '1000000',
    });
  }

  /**
   * Starts one of the studio's own processes and waits until it is ready.
   * @param file such as `api.ts`, in `infra/processes`
   * @param portName setting that tells it the port of its health
   */
  async start(
    file: string,
    portName: string,
    settings: Record<string, string> = {},
  ): Promise<ProcessUnderTest> {
    return this.startAt(file, portName, await freePort(), settings);
  }

  /** The same, at a port that others know already. */
  async startAt(
    file: string,
    portName: string,
    port: number,
    settings: Record<string, string> = {},
  ): Promise<ProcessUnderTest> {
    const env = { ...this.environment, LOG_LEVEL: 'warn', ...settings, [portName]: String(port) };
    const started = new ProcessUnderTest(file, port, env);
    this.#processes.push(started);
    await started.ready();
    return started;
  }

  /** Puts events on the bus as a context does, without ringing the bell. */
  async tell(context: string, events: readonly TestEvent[]): Promise<void> {
    const { DATABASE_URL, STUDIO_SECRET } = this.environment;
    const client = new pg.Client(roleUrl(DATABASE_URL!, STUDIO_SECRET!, roleOf(context)));
    await client.connect();
    try {
      for (const { type, module: _, aggregateId, correlationId, ...body } of events) {
        await client.query('select bus.emit(array[$1], array[$2::uuid], array[$3], $4, now())', [
          aggregateId,
          correlationId,
          type,
          JSON.stringify(body),
        ]);
      }
    } finally {
      await client.end();
    }
  }

  async close(): Promise<void> {
    for (const one of this.#processes) one.kill('SIGKILL');
    await Promise.all(this.#processes.map(({ exited }) => exited));
    await this.owner.end();
    await this.#database.drop();
  }
}

/** One process of the studio, as the supervisor would start it. */
export class ProcessUnderTest {
  readonly port: number;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly #child: ChildProcess;
  #output = '';

  constructor(file: string, port: number, env: Record<string, string>) {
    this.port = port;
    const path = new URL(`../processes/${file}`, import.meta.url).pathname;
    this.#child = spawn(process.execPath, [path], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
    this.exited = once(this.#child, 'exit').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
  }

  /** What it has written so far. */
  get output(): string {
    return this.#output;
  }

  kill(signal: NodeJS.Signals): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill(signal);
  }

  /** HTTP status of a path, or 0 when nobody answers. */
  async statusOf(path: string): Promise<number> {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}${path}`)).status;
    } catch {
      return 0;
    }
  }

  async ready(): Promise<void> {
    const endMs = performance.now() + READY_MS;
    let isGone = false;
    void this.exited.then(() => {
      isGone = true;
    });
    while ((await this.statusOf('/health/ready')) !== 200) {
      if (isGone || performance.now() > endMs) throw new Error(`it did not start:\n${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** A port that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
