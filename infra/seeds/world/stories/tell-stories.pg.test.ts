import { seedHouseRateCard } from '@effect-studio/economics/rate-card/use-cases/publish-rate-card';
import economics from '@effect-studio/economics/subgraph';
import execution from '@effect-studio/execution/subgraph';
import identity from '@effect-studio/identity/subgraph';
import intake from '@effect-studio/intake/subgraph';
import { FakeClock } from '@effect-studio/kernel/clock';
import { type Caller, systemCaller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import orchestrator from '@effect-studio/orchestrator/subgraph';
import quality from '@effect-studio/quality/subgraph';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORLD_TENANT_ID } from '../world.ts';
import { DAY_MS, type WorldFrame } from '../world-plan.ts';
import { writeWorld } from '../write-world.ts';
import { tellMachines } from './tell-machines.ts';
import { tellStories } from './tell-stories.ts';

// Identity seals addresses with a key of it.
process.env.STUDIO_SECRET ??= 'world-tests-world-tests-world-tests-world';

const PROVIDERS = { fast: 'cpu-swift', balanced: 'cpu-studio', fine: 'cpu-atelier' } as const;
const frame: WorldFrame = {
  seed: 'stories',
  origin: new Date('2026-01-01T00:00:00Z'),
  peopleCount: 5,
  workflows: (['fast', 'balanced', 'fine'] as const).map((variant) => ({
    workflowId: `duotone-${variant}`,
    providerId: PROVIDERS[variant],
    effectTypeId: 'duotone',
    variant,
  })),
};

let studio: TestStudio;
let clock: FakeClock;
const worldAdmin = admin(newId(), WORLD_TENANT_ID);
const writeDays = (days: number) =>
  writeWorld(
    {
      identity: studio.call('identity', systemCaller(WORLD_TENANT_ID)),
      economics: studio.call('economics'),
      clock,
    },
    frame,
    new Date(frame.origin.getTime() + days * DAY_MS),
  );
const tell = () =>
  tellStories({
    economics: studio.call('economics'),
    intake: studio.call('intake'),
    orchestrator: studio.call('orchestrator'),
    execution: studio.call('execution'),
    quality: studio.call('quality'),
  });

beforeAll(async () => {
  clock = new FakeClock(frame.origin);
  studio = await TestStudio.open([identity, economics, intake, orchestrator, execution, quality], { clock });
  await seedHouseRateCard(studio.call('economics'));
  await studio.ownerPool.query(`insert into identity.tenant values ($1, 'World', now(), now())`, [
    WORLD_TENANT_ID,
  ]);
  for (const [variant, provider] of Object.entries(PROVIDERS)) {
    const workflow = [`duotone-${variant}`, provider, variant, 'd'.repeat(64)];
    await studio.ownerPool.query(`insert into execution.provider values ($1, 'HEALTHY', now(), now())`, [
      provider,
    ]);
    await studio.ownerPool.query(
      `insert into execution.workflow (id, provider_id, effect_type_id, variant, adapter, digest, is_active, created_at, updated_at)
       values ($1, $2, 'duotone', $3, 'ffmpeg', $4, true, now(), now())`,
      workflow,
    );
    await studio.ownerPool.query(
      `insert into orchestrator.workflow values ($1, $2, 'duotone', $3, $4, true, now(), now())`,
      workflow,
    );
  }
});
afterAll(() => studio.close());

async function rows<Row extends object>(text: string): Promise<Row[]> {
  return (await studio.ownerPool.query<Row>(text)).rows;
}

interface StoryAnswer {
  run: {
    state: string;
    steps: { from: string; to: string; at: string }[];
    candidates: { status: string; rank: number | null; outputUrl: string | null; task: { id: string } }[];
    winner: { task: { id: string } } | null;
    example: { id: string };
  } | null;
}
const storyFor = async (caller: Caller, id: string) =>
  (
    await studio.execute<StoryAnswer>(
      'orchestrator',
      caller,
      `query ($id: ID!) { run(id: $id) { state example { id } steps { from to at } winner { task { id } }
         candidates { status rank outputUrl task { id } } } }`,
      { id },
    )
  ).data!.run;

describe('the stories of the demo world', () => {
  it('tell every run of its books, with its tasks and judgements, once', async () => {
    const { runs } = await writeDays(2);
    expect(await tell()).toBe(runs);
    expect(await tell()).toBe(0);
    expect(
      await rows(
        `select task_id from economics.execution except select id from execution.task
         union all (select id from execution.task except select task_id from economics.execution)
         union all (select task_id from orchestrator.leg except select id from execution.task)
         union all (select task_id from economics.execution where quality_ppm is not null except select task_id from quality.evaluation)`,
      ),
    ).toEqual([]);
    const more = await writeDays(3);
    expect(await tell()).toBe(more.runs);
  });

  it('agree with the money: what was charged was published or waited for, what went back was rejected', async () => {
    const disagreeing = await rows(
      `select r.id, r.state, a.state as booked from orchestrator.run r join economics.run_account a on a.run_id = r.id
       where (r.state, a.state) not in (('PUBLISHED', 'CHARGED'), ('REJECTED', 'REFUNDED'), ('FAILED', 'RELEASED'))
          or r.quoted_tokens <> a.reserved_tokens
          or (r.result ->> 'candidateTaskId')::uuid is distinct from a.winner_task_id`,
    );
    expect(disagreeing).toEqual([]);
  });

  it('are opened by the admin of the world: steps in order, candidates ranked, clips that can be played, no files', async () => {
    const ids = await rows<{ id: string }>('select id from orchestrator.run order by id');
    const story = await storyFor(worldAdmin, ids[0]!.id);
    expect(story!.steps[0]).toMatchObject({ from: 'AWAITING_MEDIA', to: 'RESERVING' });
    expect(story!.steps.map(({ to }) => to).slice(0, -1)).toEqual(
      story!.steps.map(({ from }) => from).slice(1),
    );
    const times = story!.steps.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(story!.candidates.filter(({ status }) => status === 'DONE').map(({ rank }) => rank)).toEqual(
      story!.candidates.filter(({ status }) => status === 'DONE').map((_, index) => index + 1),
    );
    expect(story!.candidates.every(({ outputUrl }) => outputUrl === null)).toBe(true);
    const clip = await studio.execute<{ _entities: { posterUrl: string | null }[] }>(
      'intake',
      worldAdmin,
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Video { posterUrl } } }',
      { of: [{ __typename: 'Video', id: story!.example.id }] },
    );
    expect(clip.data!._entities[0]!.posterUrl).toContain('http');
  });

  it('put every attempt in the books on a machine of the world, within its task’s time, once', async () => {
    const machines = () =>
      tellMachines({ economics: studio.call('economics'), execution: studio.call('execution') });
    const [{ n }] = (await rows<{ n: number }>('select count(*)::int as n from economics.execution')) as [
      { n: number },
    ];
    // What is not old enough is told later.
    expect(await machines()).toBe(
      n - (await rows("select 1 from execution.task where ended_at >= now() - interval '15 min'")).length,
    );
    expect(await machines()).toBe(0);
    expect(
      await rows(
        `select a.lease_id from execution.attempt a join execution.task t on t.id = a.task_id join economics.execution e on (e.task_id, e.attempt) = (a.task_id, a.epoch)
         where a.outcome <> e.outcome or a.busy_ms <> e.busy_ms or a.ended_at > t.ended_at or a.ended_at < a.started_at`,
      ),
    ).toEqual([]);
    const agents = await studio.execute<{
      agents: { name: string; status: string; recentAttempts: object[] }[];
    }>(
      'execution',
      worldAdmin,
      '{ agents { name status recentAttempts(first: 3) { outcome task { id } } } }',
    );
    expect(agents.data!.agents.map(({ status }) => status)).toEqual(Array(6).fill('LOST'));
    expect(agents.data!.agents[0]!.recentAttempts).toHaveLength(3);
  });

  it('are nobody else’s: not of the studio’s own tenant, its machines or its events', async () => {
    const ids = await rows<{ id: string }>('select id from orchestrator.run order by id limit 1');
    expect(await storyFor(admin(), ids[0]!.id)).toBeNull();
    expect(await rows(`select id from orchestrator.run where tenant_id <> '${WORLD_TENANT_ID}'`)).toEqual([]);
    expect(
      await rows(
        `select id from execution.agent where tenant_id <> '${WORLD_TENANT_ID}' or status <> 'LOST'`,
      ),
    ).toEqual([]);
    expect(await studio.written('RunSubmitted.v1')).toEqual([]);
  });
});
