import { setTimeout as wait } from 'node:timers/promises';
import { DeclareProviderDocument, SetProviderPausedDocument } from '@effect-studio/schema/generated/client';
import { v7 as uuidv7 } from 'uuid';
import { Graph } from '../../demo/graph.ts';
import { signIn } from '../../demo/sign-in.ts';
import { untilReady, upload } from '../../demo/upload.ts';
import { randomChoices } from '../random.ts';
import { auditStudio, type StudioCounts, studioBreaches, unsettled } from './audit.ts';
import { planStudioFaults, STUDIO_FAULTS, type StudioFault } from './fault-plan.ts';
import { doStudioFault, jumpClock, type Scene } from './faults.ts';
import { type Cast, playRun } from './people.ts';
import { PersistentClient } from './persistent-client.ts';
import { planRun } from './run-plan.ts';
import { drawTwoClips, StudioWorld } from './studio-world.ts';
import { declarations, HOUSE_PROVIDER_IDS } from './twins.ts';

export interface StudioChaosOptions {
  /** Everything random follows from it, except what the machine adds. */
  seed: number;
  runs: number;
  /** Runs are submitted and faults happen for so long at most; null: until all runs are through. */
  minutes: number | null;
  /** Every fault once and no more; default: faults for as long as there is work. */
  eachFaultOnce?: boolean;
  /** An empty folder; engines, objects, logs and machines lie in it. */
  stateDir: string;
  say: (line: string) => void;
}

export interface StudioChaosReport {
  seed: number;
  seconds: number;
  faults: Partial<Record<StudioFault, number>>;
  /** Requests to the object store that were answered wrongly on purpose. */
  storeRequestsSpoiled: number;
  counts: StudioCounts;
  /** What people were answered instead of data, by code. */
  answers: Record<string, number>;
  /** In words; empty when the studio kept its word. */
  breaches: string[];
}

/** Runs that people have under way at the same time. */
const AT_ONCE = 25;
/** Between two faults there is a while, and the studio is let come back, seen by new events; but no longer than so. */
interface Pace {
  everyMs: { least: number; greatest: number };
  longestPauseMs: number;
}
const PACE: Pace = { everyMs: { least: 700, greatest: 2_500 }, longestPauseMs: 15_000 };
/** A few runs are soon over: faults come while there is work, and so one on top of another. */
const SHORT_PACE: Pace = { everyMs: { least: 300, greatest: 900 }, longestPauseMs: 2_000 };
const EVENTS_BETWEEN = 5;
/** Without any progress for so long, what is open stands still. */
const STANDSTILL_MS = 90_000;
/** With fewer, a provider may by chance have had no bad moment. */
const RUNS_FOR_EVERYTHING = 100;
/** Leases, uploads and what belongs to them are given up after this at the latest. */
const AFTERWARDS_MS = 26 * 3_600_000;

/**
 * The whole studio in processes of its own, with simulated providers, under people who make and use effects and
 * reviewers who decide. Faults come from the seed; afterwards everything may settle, and is counted.
 */
export async function runStudioChaos(options: StudioChaosOptions): Promise<StudioChaosReport> {
  const { seed, stateDir, say } = options;
  const startedAt = performance.now();
  const world = await StudioWorld.open({ stateDir, seed });
  try {
    say('the studio is up');
    const answers = new Map<string, number>();
    const cast = await prepare(world, seed, answers);
    say('clips and providers are ready; faults begin');
    const { faults, failures } = await play(world, cast, options);
    say('faults are over; waiting until everything is settled');
    const standing = await settle(world, cast, say);
    const counts = await auditStudio(world.owner, cast.accepted, await objectsOf(world));
    return {
      seed,
      seconds: Math.round((performance.now() - startedAt) / 1_000),
      faults,
      storeRequestsSpoiled: world.front.spoiled,
      counts,
      answers: Object.fromEntries([...answers].sort()),
      breaches: [
        ...standing,
        ...failures,
        ...studioBreaches(counts),
        ...world.crashes(),
        ...(counts.charges === 0 ? ['no run came to a result, so little was proved'] : []),
        ...untried({ ...options, faults, spoiled: world.front.spoiled, counts }),
        ...[...cast.refused].map(([words, n]) => `${n} submissions were refused: ${words}`),
      ],
    };
  } finally {
    await world.close();
  }
}

/** What was to go wrong and did not: then nothing was proved about it. */
function untried({
  minutes,
  runs,
  faults,
  spoiled,
  counts,
}: Pick<StudioChaosOptions, 'minutes' | 'runs'> & {
  faults: StudioChaosReport['faults'];
  spoiled: number;
  counts: StudioCounts;
}): string[] {
  // One that was cut short had no time for everything.
  if (minutes !== null) return [];
  const names = Object.keys(STUDIO_FAULTS) as StudioFault[];
  const missing = names
    .filter((name) => !faults[name])
    .map((name) => `never happened: ${STUDIO_FAULTS[name]}`);
  if (runs < RUNS_FOR_EVERYTHING) return missing;
  return [
    ...missing,
    ...(spoiled === 0 ? ['never happened: a request to the object store that was answered wrongly'] : []),
    ...(counts.attemptsThrottled === 0 ? ['never happened: a provider that throttles'] : []),
    ...(counts.attemptsRefused === 0 ? ['never happened: a provider that refuses work'] : []),
  ];
}

async function prepare(world: StudioWorld, seed: number, answers: Map<string, number>): Promise<Cast> {
  const { apiUrl, graphqlUrl, stateDir, owner } = world;
  const token = (email: string): Promise<string> => signIn({ apiUrl, stateDir, email });
  const creatorToken = await token('creator@studio.local');
  const creator = new PersistentClient(graphqlUrl, creatorToken, answers);
  const admin = new PersistentClient(graphqlUrl, await token('admin@studio.local'), answers);
  for (const declaration of declarations(seed)) {
    const input = { ...declaration, idempotencyKey: uuidv7() };
    const { declareProvider } = await admin.ask(DeclareProviderDocument, { input });
    if (declareProvider.__typename !== 'Provider') throw new Error(JSON.stringify(declareProvider));
  }
  for (const providerId of HOUSE_PROVIDER_IDS) {
    const input = { providerId, isPaused: true, reason: 'chaos', idempotencyKey: uuidv7() };
    await admin.ask(SetProviderPausedDocument, { input });
  }
  const clips = await drawTwoClips(stateDir);
  const graph = new Graph({ url: graphqlUrl, token: creatorToken, correlationId: uuidv7() });
  const send = async (file: string): Promise<string> => {
    const { videoId } = await upload(graph, file, () => undefined);
    await untilReady(graph, videoId, file);
    return videoId;
  };
  try {
    return {
      creator,
      admin,
      owner,
      clips: { exampleVideoId: await send(clips.example), footageVideoId: await send(clips.footage) },
      random: randomChoices(seed + 1),
      accepted: new Set(),
      refused: new Map(),
    };
  } finally {
    await graph.close();
  }
}

/** People submit until enough was, and everything goes wrong meanwhile. */
async function play(
  world: StudioWorld,
  cast: Cast,
  { seed, runs, minutes, eachFaultOnce = false, say }: StudioChaosOptions,
): Promise<{ faults: StudioChaosReport['faults']; failures: string[] }> {
  const endsAt = minutes === null ? Number.POSITIVE_INFINITY : performance.now() + minutes * 60_000;
  const failures: string[] = [];
  let submitted = 0;
  let ended = 0;
  let isOver = false;
  const person = async (): Promise<void> => {
    while (submitted < runs && performance.now() < endsAt) {
      submitted += 1;
      await playRun(cast, planRun(cast.random), () => isOver).catch((error: unknown) => {
        failures.push(`a person gave up: ${error instanceof Error ? error.message : String(error)}`);
      });
      ended += 1;
    }
  };
  const people = Promise.all(Array.from({ length: Math.min(AT_ONCE, runs) }, person));
  let arePeopleDone = false;
  void people.then(() => {
    arePeopleDone = true;
  });
  const pace = eachFaultOnce ? SHORT_PACE : PACE;
  const trouble = makeTrouble(
    { world, admin: cast.admin },
    { seed, pace },
    {
      // All kinds at least once, then for as long as there is work.
      isEnough: (done) => (arePeopleDone || eachFaultOnce) && done >= Object.keys(STUDIO_FAULTS).length,
      isOut: () => performance.now() > endsAt,
      say: (line) => say(`${line}; ${ended} of ${submitted} runs ended`),
    },
  );
  const faults = await trouble;
  // Those who are still at it go on in peace. What stands still then is for the settling to see.
  const deadline = wait(2 * STANDSTILL_MS, undefined, { ref: false }).then(() => {
    isOver = true;
  });
  await Promise.race([people, deadline]);
  await people;
  return { faults, failures };
}

async function makeTrouble(
  scene: Scene,
  { seed, pace }: { seed: number; pace: Pace },
  until: {
    isEnough: (done: number) => boolean;
    isOut: () => boolean;
    say: (line: string) => void;
  },
): Promise<StudioChaosReport['faults']> {
  const random = randomChoices(seed);
  const done: StudioChaosReport['faults'] = {};
  const deeds: Promise<void>[] = [];
  for (const fault of planStudioFaults(random)) {
    await wait(random.between(pace.everyMs.least, pace.everyMs.greatest));
    if (deeds.length > 0) await untilSomethingHappened(scene.world, pace.longestPauseMs);
    if (until.isEnough(deeds.length) || until.isOut()) break;
    until.say(STUDIO_FAULTS[fault.name]);
    deeds.push(
      persistently(() => doStudioFault(scene, fault)).then(() => {
        done[fault.name] = (done[fault.name] ?? 0) + 1;
      }),
    );
  }
  await Promise.all(deeds);
  return done;
}

/** A studio that is down all the time is asked nothing. */
async function untilSomethingHappened({ owner }: StudioWorld, forMs: number): Promise<void> {
  const count = (): Promise<number | null> =>
    owner.query<{ n: string }>('select max(id) as n from bus.outbox').then(
      ({ rows }) => Number(rows[0]!.n),
      () => null,
    );
  const endsAt = performance.now() + forMs;
  let before = await count();
  while (performance.now() < endsAt) {
    const now = await count();
    before ??= now;
    if (now !== null && before !== null && now >= before + EVENTS_BETWEEN) return;
    await wait(250);
  }
}

/**
 * Waits until nothing is left to do; a day later by the studio's clock everything that has a time limit must be gone.
 * @returns what stands still, in words
 */
async function settle(world: StudioWorld, cast: Cast, say: (line: string) => void): Promise<string[]> {
  const standing = await untilSettled(world, say);
  if (standing.length > 0) return standing.map((one) => `stood still: ${one}`);
  await jumpClock(cast.admin, AFTERWARDS_MS);
  await wait(2_000);
  return (await untilSettled(world, say)).map((one) => `stood still a day later: ${one}`);
}

async function untilSettled({ owner }: StudioWorld, say: (line: string) => void): Promise<string[]> {
  let last = '';
  let since = performance.now();
  for (;;) {
    const rest = await offset(owner).then((aheadMs) => unsettled(owner, aheadMs));
    if (rest.length === 0) return [];
    const seen = rest.join(', ');
    if (seen !== last) {
      last = seen;
      since = performance.now();
      say(seen);
    }
    if (performance.now() - since > STANDSTILL_MS) return rest;
    await wait(1_000);
  }
}

async function offset(owner: StudioWorld['owner']): Promise<number> {
  const { rows } = await owner.query<{ offset_ms: string }>('select offset_ms from bus.clock');
  return Number(rows[0]!.offset_ms);
}

/** Every key in the bucket. */
async function objectsOf({ storage }: StudioWorld): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list('')) keys.push(key);
  return keys;
}

/** A fault that needs PostgreSQL or the gateway waits until that is back from another one. */
async function persistently(deed: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deed();
    } catch (error) {
      if (attempt === 50) throw error;
      await wait(300);
    }
  }
}
