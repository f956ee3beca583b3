import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { v7 as uuidv7 } from 'uuid';
import { type BenchStudio, startBenchStudio } from '../bench/bench-studio.ts';
import { Graph } from '../demo/graph.ts';
import { signIn } from '../demo/sign-in.ts';
import { untilReady, upload } from '../demo/upload.ts';
import { auditAccepted } from './audit.ts';
import { Connections } from './connections.ts';
import { breachesOf, figuresOf, type LoadReport, operationsOf, recoveryOf } from './load-report.ts';
import { type LoadAgents, letPartnerIn, startAgents } from './machines.ts';
import { MemoryWatch } from './memory-watch.ts';
import { openLoop, type Sample } from './open-loop.ts';
import { standForMany } from './stand-for-many.ts';
import { Subscribers } from './subscribers.ts';
import { type Accepted, readsOf, type Senders, writesOf } from './traffic.ts';

export interface LoadOptions {
  stateDir: string;
  /** Of the steady rate. */
  seconds: number;
  readsPerSecond: number;
  writesPerSecond: number;
  subscribers: number;
  /** Simulated machines that lease and deliver. */
  agents: number;
  burstSeconds: number;
  /** Times the steady rate. */
  burstFactor: number;
  say: (line: string) => void;
}

/** More than a load of minutes has. */
const MANY = '1000000';
const WARM_UP_S = 10;
/** How long the calm after the burst is watched. */
const CALM_S = 20;
/** Above the steady rate, below the burst: what is more than this is refused. */
const ROOM = 1.5;

/** A whole studio under people who look, write and watch; then under ten times as many. */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { say, stateDir, readsPerSecond, writesPerSecond } = options;
  const perMinute = Math.ceil((readsPerSecond + writesPerSecond) * 60 * ROOM);
  const studio = await startBenchStudio(stateDir, {
    RATE_LIMIT_STANDARD_PER_MINUTE: String(perMinute),
    // One person stands for many here.
    RATE_LIMIT_CRITICAL_PER_MINUTE: String(perMinute),
    INTAKE_QUOTA_CLIPS_PER_DAY: MANY,
    INTAKE_QUOTA_RUNNING_UPLOADS: MANY,
  });
  try {
    const people = await signInBoth(studio, stateDir);
    const videoId = await sendClip(studio, people.creator, stateDir);
    const subscribers = await Subscribers.open(studio.graphqlUrl, people, options.subscribers);
    say(`${options.subscribers} subscribers watch`);
    const admin = new Graph({ url: studio.graphqlUrl, token: people.admin, correlationId: uuidv7() });
    await standForMany(admin);
    const machines = { stateDir, graphqlUrl: studio.graphqlUrl };
    const partner = await letPartnerIn(admin, { ...machines, ownerId: await whoIs(studio, people.creator) });
    const agents = await startAgents(admin, { ...machines, count: options.agents });
    say(`${options.agents} agents and a partner are in`);
    const senders: Senders = {
      visitor: new Connections(studio.apiUrl, null),
      creator: new Connections(studio.apiUrl, people.creator),
      admin: new Connections(studio.apiUrl, people.admin),
      partner: new Connections(studio.apiUrl, partner),
    };
    try {
      return await measure(options, studio, { senders, subscribers, agents, videoId });
    } finally {
      await subscribers.close();
      await agents.stop();
      await admin.close();
      await Promise.all(Object.values(senders).map((one: Connections) => one.close()));
    }
  } finally {
    await studio.stop();
  }
}

async function measure(
  options: LoadOptions,
  studio: BenchStudio,
  world: { senders: Senders; subscribers: Subscribers; agents: LoadAgents; videoId: string },
): Promise<LoadReport> {
  const { say } = options;
  const { senders, subscribers } = world;
  const accepted: Accepted = { uploads: new Set(), runs: new Set() };
  const [reads, writes] = [readsOf(senders), writesOf(senders, accepted, world.videoId)];
  const phase = async (what: string, seconds: number, factor = 1): Promise<Sample[]> => {
    say(`${what}: ${seconds} s`);
    const of = (rate: number) => ({ ratePerSecond: rate * factor, seconds });
    const samples = await Promise.all([
      openLoop(reads, of(options.readsPerSecond)),
      openLoop(writes, of(options.writesPerSecond)),
    ]);
    return samples.flat();
  };
  await phase('warming up', WARM_UP_S);
  const watched = [...studio.pids].filter(([, name]) => name === 'api' || name === 'workers');
  const memoryWatch = new MemoryWatch(watched.map(([pid]) => pid));
  const steady = await phase('the steady rate', options.seconds);
  const memory = memoryWatch.stop();
  const burst = await phase(
    `${options.burstFactor} times as many`,
    options.burstSeconds,
    options.burstFactor,
  );
  const calmFromMs = performance.now();
  const calm = await phase('calm again', CALM_S);
  say('looking whether everything that was accepted is there');
  const audit = await auditAccepted(senders, accepted);
  await wait(1_000);
  const report = {
    steady: {
      seconds: options.seconds,
      ...bothKinds(steady, options.seconds),
      operations: operationsOf(steady),
    },
    burst: { seconds: options.burstSeconds, ...bothKinds(burst, options.burstSeconds) },
    recoveredAfterS: recoveryOf(calm, calmFromMs, CALM_S),
    subscribers: subscribers.seen,
    delivered: world.agents.delivered,
    memory,
    audit,
  };
  return { ...report, breaches: breachesOf(report) };
}

const bothKinds = (samples: readonly Sample[], seconds: number) => ({
  read: figuresOf(samples, 'read', seconds),
  write: figuresOf(samples, 'write', seconds),
});

async function signInBoth(
  { apiUrl }: BenchStudio,
  stateDir: string,
): Promise<{ creator: string; admin: string }> {
  const token = (email: string): Promise<string> => signIn({ apiUrl, stateDir, email });
  return { creator: await token('creator@studio.local'), admin: await token('admin@studio.local') };
}

async function whoIs({ graphqlUrl }: BenchStudio, token: string): Promise<string> {
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ me { id } }' }),
  });
  return ((await response.json()) as { data: { me: { id: string } } }).data.me.id;
}

/** One clip that every run of the load uses. @returns its id */
async function sendClip(studio: BenchStudio, token: string, stateDir: string): Promise<string> {
  const file = path.join(stateDir, 'load.mp4');
  await drawClip(file, ['gradients=s=320x180:d=2:r=25:seed=7'], H264);
  const graph = new Graph({ url: studio.graphqlUrl, token, correlationId: uuidv7() });
  try {
    const { videoId } = await upload(graph, file, () => undefined);
    await untilReady(graph, videoId, file);
    return videoId;
  } finally {
    await graph.close();
  }
}
