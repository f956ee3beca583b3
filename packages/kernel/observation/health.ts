import { createServer, type Server } from 'node:http';
import { refreshGauges } from './gauges.ts';
import { metrics } from './metrics.ts';

/** Something that a process needs. */
export interface Dependency {
  name: string;
  /** Without it the process can do nothing; without another it does less. */
  isRequired: boolean;
  /** Resolves when it answers. */
  check(): Promise<unknown>;
}

/** What a process says of itself. */
export interface Health {
  /** False while it starts, and from the moment that it is to stop. */
  isReady(): boolean;
  dependencies: readonly Dependency[];
}

interface Checked {
  name: string;
  isRequired: boolean;
  isUp: boolean;
  ms: number;
}

/** A dependency that does not answer within this is down. */
const CHECK_MS = 2_000;
/** Probes within this time get the same answer: many probes cost no more than one. */
const FRESH_MS = 1_000;

interface Answer {
  status: number;
  type: string;
  body: string;
}

const checks = new WeakMap<readonly Dependency[], { atMs: number; result: Promise<Checked[]> }>();

/** Answers `/health/live`, `/health/ready` and `/metrics` on a port of its own. @returns the listening server */
export async function serveHealth(port: number, health: Health): Promise<Server> {
  const server = createServer((request, response) => {
    void answerHealth(request.url ?? '', health).then((answer) => {
      const { status, type, body } = answer ?? { status: 404, type: 'text/plain', body: 'not found\n' };
      response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

/**
 * The answer to a health or metrics path; null for any other. Live: the process answers. Ready: it may be sent work;
 * `degraded` where something that it can do without is down.
 */
export async function answerHealth(path: string, health: Health): Promise<Answer | null> {
  if (path === '/health/live') return { status: 200, type: 'text/plain', body: 'live\n' };
  if (path === '/health/ready') return readiness(health);
  if (path === '/metrics') {
    await refreshGauges();
    return { status: 200, type: metrics.contentType, body: await metrics.metrics() };
  }
  return null;
}

async function readiness({ isReady, dependencies }: Health): Promise<Answer> {
  if (!isReady()) return json(503, { status: 'not ready', checks: [] });
  const found = await checkAll(dependencies);
  const isDown = found.some(({ isRequired, isUp }) => isRequired && !isUp);
  const status = isDown ? 'down' : found.every(({ isUp }) => isUp) ? 'ready' : 'degraded';
  return json(isDown ? 503 : 200, { status, checks: found });
}

const json = (status: number, body: object): Answer => ({
  status,
  type: 'application/json',
  body: `${JSON.stringify(body)}\n`,
});

function checkAll(dependencies: readonly Dependency[]): Promise<Checked[]> {
  const nowMs = performance.now();
  const known = checks.get(dependencies);
  if (known && nowMs - known.atMs < FRESH_MS) return known.result;
  const result = Promise.all(dependencies.map(checkOne));
  checks.set(dependencies, { atMs: nowMs, result });
  return result;
}

async function checkOne({ name, isRequired, check }: Dependency): Promise<Checked> {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_MS);
  });
  const isUp = await Promise.race([
    // In a function, so that one that throws at once is down as well.
    (async () => check())().then(
      () => true,
      () => false,
    ),
    tooLate,
  ]);
  clearTimeout(timer);
  return { name, isRequired, isUp, ms: Math.round(performance.now() - startedAt) };
}
