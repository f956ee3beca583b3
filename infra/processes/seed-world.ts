import economics from '@effect-studio/economics/subgraph';
import execution from '@effect-studio/execution/subgraph';
import { WORKFLOW_CATALOGUE } from '@effect-studio/gpu-agent/runners/ffmpeg/workflow-catalogue';
import identity from '@effect-studio/identity/subgraph';
import { issueSignInCode } from '@effect-studio/identity/use-cases/issue-sign-in-code';
import intake from '@effect-studio/intake/subgraph';
import { FakeClock } from '@effect-studio/kernel/clock';
import { readKernelConfig } from '@effect-studio/kernel/config';
import { systemCaller } from '@effect-studio/kernel/context';
import { Database } from '@effect-studio/kernel/database';
import { Host } from '@effect-studio/kernel/host';
import { newId } from '@effect-studio/kernel/ids';
import { roleOf, roleUrl } from '@effect-studio/kernel/migrations/context-schema';
import orchestrator from '@effect-studio/orchestrator/subgraph';
import { houseProviderOf } from '@effect-studio/providers/domain/house-catalogue';
import quality from '@effect-studio/quality/subgraph';
import pg from 'pg';
import { tellMachines } from '../seeds/world/stories/tell-machines.ts';
import { tellStories } from '../seeds/world/stories/tell-stories.ts';
import { WORLD_ADMIN_EMAIL, WORLD_TENANT_ID } from '../seeds/world/world.ts';
import { adviseNow } from '../seeds/world/world-advice.ts';
import { DAY_MS, type WorldFrame } from '../seeds/world/world-plan.ts';
import { writeWorld } from '../seeds/world/write-world.ts';

/**
 * Fills the demo world, a tenant of its own, up to now. Takes days and seed as arguments; the world keeps those that
 * it was begun with. Progress goes to stderr; the last line on stdout is JSON with what was written and a sign-in code.
 */
const [daysGiven, seedGiven] = process.argv.slice(2);
const config = readKernelConfig();
const host = new Host({
  config,
  definitions: [identity, economics, intake, orchestrator, execution, quality],
  service: 'seed-world',
  withWorkers: false,
});
await host.start();
const call = { caller: systemCaller(WORLD_TENANT_ID), correlationId: newId() };
const identityCall = host.subgraph('identity').contextFor(call);

/** The world's own row says when it began and from which seed; made by the first call. */
async function findOrFoundWorld(): Promise<{ origin: Date; seed: string; presentDay: number | undefined }> {
  const pool = new pg.Pool({ connectionString: config.DATABASE_URL, max: 1 });
  try {
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const days = Number(daysGiven ?? 180);
    const origin = new Date(today - days * DAY_MS);
    const name = `Demo world (simulated, ${days} days, seed ${seedGiven ?? 'studio'})`;
    const found = `insert into identity.tenant values ($1, $2, $3, $3) on conflict do nothing`;
    await pool.query(found, [WORLD_TENANT_ID, name, origin]);
    const { rows } = await pool.query<{ name: string; created_at: Date }>(
      'select name, created_at from identity.tenant where id = $1',
      [WORLD_TENANT_ID],
    );
    const { name: known, created_at } = rows[0]!;
    const [, begunWith, seed = 'studio'] = /(\d+) days, seed (.*)\)$/.exec(known) ?? [];
    return { origin: created_at, seed, presentDay: begunWith ? Number(begunWith) : undefined };
  } finally {
    await pool.end();
  }
}

const { origin, seed, presentDay } = await findOrFoundWorld();
const frame: WorldFrame = {
  seed,
  origin,
  presentDay,
  peopleCount: 72,
  workflows: WORKFLOW_CATALOGUE.map(({ id, effectTypeId, variant }) => ({
    workflowId: id,
    providerId: houseProviderOf({ workflowId: id, variant }).id,
    effectTypeId,
    variant,
  })),
};
const clock = new FakeClock(origin);
const bells = { eventsWritten: () => undefined, jobsWritten: () => undefined };
const db = new Database({
  context: 'economics',
  url: roleUrl(config.DATABASE_URL, config.STUDIO_SECRET, roleOf('economics')),
  poolSize: 2,
  entities: [],
  clock,
  log: host.log,
  bells,
});
await db.open();
try {
  const services = {
    identity: identityCall,
    economics: { ...host.subgraph('economics').services, db, clock },
    clock,
  };
  const report = await writeWorld(services, frame, new Date(), (day) => {
    if (day % 10 === 0) process.stderr.write(`day ${day}\n`);
  });
  clock.advance(Math.max(0, Date.now() - clock.now().getTime()));
  const proposed = report.blocks > 0 ? await adviseNow(services) : 0;
  process.stderr.write('telling the stories of its runs\n');
  const of = (context: string) => host.subgraph(context).services;
  const told = await tellStories({
    economics: of('economics'),
    intake: of('intake'),
    orchestrator: of('orchestrator'),
    execution: of('execution'),
    quality: of('quality'),
  });
  await tellMachines({ economics: of('economics'), execution: of('execution') });
  const { code } = await issueSignInCode(identityCall, { email: WORLD_ADMIN_EMAIL, ttlMs: DAY_MS });
  process.stdout.write(
    `${JSON.stringify({ ...report, seed, proposed, told, signIn: { email: WORLD_ADMIN_EMAIL, code } })}\n`,
  );
} finally {
  await db.close();
  await host.stop();
}
