import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readKernelConfig } from '@effect-studio/kernel/config';
import { Storage } from '@effect-studio/kernel/objects/storage';
import { drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import pg from 'pg';
import { studioEnvironment } from '../../local/environment.ts';
import { runToEnd } from '../../local/run-to-end.ts';
import { findMediaPrograms } from '../../local/services/ffmpeg.ts';
import { isHealthy, type ObjectStoreService, startObjectStore } from '../../local/services/object-store.ts';
import { choosePort } from '../../local/services/ports.ts';
import {
  createServiceContext,
  repositoryRoot,
  type ServiceContext,
} from '../../local/services/service-context.ts';
import { waitUntil } from '../../local/services/wait-until.ts';
import { CONTEXTS } from '../../processes/contexts.ts';
import { Actors } from '../bus/actors.ts';
import { Engines } from '../bus/engines.ts';
import { storeEnvironment } from '../store-environment.ts';
import { StoreFront } from './store-front.ts';
import { twinDeclaration } from './twins.ts';

const AGENTS = 3;
const AGENT_CONCURRENCY = 3;
/** Processes come up in so long after an engine, and may still find it starting. */
const RECOVERY_MS = 15_000;
const READY_WITHIN_MS = 120_000;

/** A whole studio in processes of its own: gateway, two apis, two workers, agents with twins, and their engines. */
export class StudioWorld {
  readonly stateDir: string;
  readonly engines: Engines;
  readonly store: ObjectStoreService;
  readonly front: StoreFront;
  readonly actors: Actors;
  /** As the owner; PostgreSQL may be down. */
  readonly owner: pg.Pool;
  readonly apiUrl: string;
  /** Past the front, which may be broken. */
  readonly storage: Storage;

  readonly #outages: { from: number; to: number }[] = [];

  private constructor(parts: Omit<StudioWorld, 'close' | 'crashes' | 'duringOutage' | 'graphqlUrl'>) {
    this.stateDir = parts.stateDir;
    this.engines = parts.engines;
    this.store = parts.store;
    this.front = parts.front;
    this.actors = parts.actors;
    this.owner = parts.owner;
    this.apiUrl = parts.apiUrl;
    this.storage = parts.storage;
  }

  get graphqlUrl(): string {
    return `${this.apiUrl}/graphql`;
  }

  /** @param stateDir an empty folder; engines, objects, logs and machines lie in it */
  static async open({ stateDir, seed }: { stateDir: string; seed: number }): Promise<StudioWorld> {
    const context = createServiceContext({ stateDir, ports: 'ephemeral' });
    const engines = await Engines.start(context);
    const store = await startObjectStore(context);
    const front = await StoreFront.open(store.port, await choosePort('store-front', 'ephemeral', context));
    const owner = new pg.Pool({
      connectionString: engines.databaseUrl,
      max: 4,
      connectionTimeoutMillis: 5_000,
    });
    // PostgreSQL goes down on purpose.
    owner.on('error', () => undefined);
    const actors = new Actors(stateDir, {});
    const port = await choosePort('api', 'ephemeral', context);
    const apiUrl = `http://127.0.0.1:${port}`;
    const storage = new Storage(
      readKernelConfig({ ...engines.environment(), ...storeEnvironment(store.access) }),
    );
    const world = new StudioWorld({ storage, stateDir, engines, store, front, actors, owner, apiUrl });
    try {
      await startProcesses(world, context, { seed, port });
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  /** A server that finds an engine away while it starts may end, and is started again. */
  async duringOutage(outage: () => Promise<void>): Promise<void> {
    const from = performance.now();
    await outage();
    this.#outages.push({ from, to: performance.now() });
  }

  /** Ends that nobody asked for and no outage explains. Agents go on through all of them. */
  crashes(): string[] {
    return this.actors.crashes.filter((crash, index) => {
      const at = this.actors.crashedAt[index]!;
      const wasOut = this.#outages.some(({ from, to }) => at >= from && at <= to + RECOVERY_MS);
      return crash.startsWith('agent-') || !wasOut;
    });
  }

  async close(): Promise<void> {
    await this.actors.stop();
    this.storage.close();
    await this.owner.end();
    await this.front.close();
    await this.store.process.stop();
    await this.engines.stop();
  }
}

async function startProcesses(
  { stateDir, engines, store, front, actors, owner, apiUrl }: StudioWorld,
  context: ServiceContext,
  { seed, port }: { seed: number; port: number },
): Promise<void> {
  const media = await findMediaPrograms(context.toolsDir, process.env);
  const endpoint = `http://127.0.0.1:${front.port}`;
  const environment = studioEnvironment({
    stateDir,
    services: {
      ...media,
      databaseUrl: engines.databaseUrl,
      redisUrl: engines.redisUrl,
      s3: { ...store.access, endpoint },
    },
    secrets: context.secrets,
    ports: { api: port, webUser: 0, webAdmin: 0, workers: 0 },
    given: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      LOG_LEVEL: 'warn',
      // A few people stand for many here.
      RATE_LIMIT_STANDARD_PER_MINUTE: '1000000',
      RATE_LIMIT_CRITICAL_PER_MINUTE: '1000000',
    },
  });
  const step = (what: string, file: string, args: string[], env: NodeJS.ProcessEnv) =>
    runToEnd(what, path.join(repositoryRoot, 'infra/processes', file), args, env);
  await step('The migration', 'migrate.ts', [], environment.migrate);
  await step('Seeding', 'seed.ts', [], environment.seed);
  // Its rounds would compare providers on the house's own clips all the time.
  await owner.query(`alter table economics.benchmark_case disable trigger user;
    delete from economics.benchmark_case;
    alter table economics.benchmark_case enable trigger user`);
  const twinFile = path.join(stateDir, 'twins.json');
  writeFileSync(twinFile, JSON.stringify(twinDeclaration(seed)));
  const tokens = Array.from({ length: AGENTS }, () => randomBytes(24).toString('base64url'));
  await step('Declaring the twins', 'declare-twins.ts', [twinFile], {
    ...environment.seed,
    TWIN_ENROLMENT_TOKENS: tokens.join(','),
  });

  const names = CONTEXTS.map((one) => one.name);
  const half = Math.ceil(names.length / 2);
  const hosts = await Promise.all(
    [names.slice(0, half), names.slice(half)].map(async (contexts, index) => ({
      name: `api-${index + 1}`,
      contexts,
      port: await choosePort(`host-${index}`, 'ephemeral', context),
    })),
  );
  const remote = hosts.flatMap((host) =>
    host.contexts.map((name) => `${name}=http://127.0.0.1:${host.port}`),
  );
  await Promise.all([
    ...hosts.map((host) =>
      actors.start({
        name: host.name,
        file: '../../processes/host.ts',
        args: ['--only', host.contexts.join(',')],
        env: { ...environment.workers, HOST_PORT: String(host.port) },
      }),
    ),
    ...[1, 2].map((n) =>
      actors.start({ name: `workers-${n}`, file: '../../processes/workers.ts', env: environment.workers }),
    ),
    actors.start({
      name: 'gateway-1',
      file: '../../processes/api.ts',
      env: { ...environment.api, SUBGRAPH_URLS: remote.join(',') },
    }),
  ]);
  await waitUntil(() => isHealthy(`${apiUrl}/health/ready`), { forMs: READY_WITHIN_MS });
  for (const [index, token] of tokens.entries()) {
    const folder = path.join(stateDir, 'agents', String(index + 1));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await actors.start({
      name: `agent-${index + 1}`,
      file: '../studio/agent-process.ts',
      env: {
        ...environment['gpu-agent'],
        AGENT_ENROLMENT_TOKEN: token,
        AGENT_RUNNER: 'twin',
        AGENT_TWIN_FILE: twinFile,
        AGENT_NAME: `twin-${index + 1}`,
        AGENT_KEY_FILE: path.join(folder, 'machine.json'),
        AGENT_WORK_DIR: path.join(folder, 'work'),
        AGENT_CONCURRENCY: String(AGENT_CONCURRENCY),
        AGENT_RENDER_THREADS: '1',
        AGENT_INSTANCE_TYPE: 'twin',
        LOG_LEVEL: 'warn',
      },
    });
  }
}

/** Two clips of two seconds, small, so that the machine's time goes into the studio and not into pictures. */
export async function drawTwoClips(stateDir: string): Promise<{ example: string; footage: string }> {
  const example = path.join(stateDir, 'example.mp4');
  const footage = path.join(stateDir, 'footage.mp4');
  const warm = 'gradients=s=160x120:c0=0x5a1a08:c1=0xf0a040:x0=0:y0=0:x1=160:y1=120:speed=0.01:d=2:r=12';
  await drawClip(example, [warm], H264);
  await drawClip(footage, ['testsrc2=s=160x120:d=2:r=12'], H264);
  return { example, footage };
}
