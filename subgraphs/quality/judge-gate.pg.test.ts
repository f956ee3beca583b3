import { newId } from '@effect-studio/kernel/ids';
import { ensureTurns } from '@effect-studio/kernel/jobs/recurring';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Judge } from './domain/judges/judge.ts';
import { measuringJudge } from './judges/measuring-judge.ts';
import { isQuarantined } from './persistence/judge-calibrations.ts';
import { qualitySubgraph } from './subgraph.ts';
import { calibrateJudges } from './workers/calibrate-judges.ts';

let studio: TestStudio;
let judges: Judge[] = [];
const DAY_MS = 24 * 3_600_000;
beforeAll(async () => {
  studio = await TestStudio.open([qualitySubgraph(null, () => judges)]);
});
afterAll(() => studio.close());

async function turn(): Promise<void> {
  studio.clock.advance(DAY_MS + 600_000);
  await ensureTurns(studio.call('quality'), [calibrateJudges(() => judges)]);
  await studio.settle();
}

async function seen() {
  const { data } = await studio.execute<{
    judges: { version: string; standing: string; reasons: string[] }[];
  }>(
    'quality',
    admin(),
    'query { judges { version kind standing reasons checkedAt figures { discrimination swapConsistency drift } } }',
  );
  return data!.judges;
}

const quarantined = (version: string) => {
  const call = studio.call('quality');
  return call.db.transaction(call, (tx) => isQuarantined(tx, version));
};

/** One that knows how much damage was done, by the step in the name. */
const knowing = (version: string, change: Partial<Judge> = {}, factor = 1): Judge => {
  const worth = (id: string) => factor * (1 - Number(id.split('-')[1]) / 8);
  return {
    version,
    kind: 'model',
    score: ({ id }) => Promise.resolve(worth(id)),
    prefer: (first, second) => Promise.resolve(worth(first.id) > worth(second.id) ? 'first' : 'second'),
    ...change,
  };
};

it('looks at judges once something was judged, quarantines those that fail, and lets admins see the figures', async () => {
  const measuring = measuringJudge();
  judges = [measuring, knowing('biased-1', { prefer: () => Promise.resolve('first') })];
  await turn();
  expect(await seen()).toEqual([]);
  await studio.ownerPool.query(
    `insert into quality.evaluation (id, task_id, run_id, owner_id, tenant_id, provider_id, workflow_id, effect_type_id, role, result, created_at, updated_at)
     values ($1, $1, $1, $1, $2, 'p', 'w', 'e', 'candidate', '{}', now(), now())`,
    [newId(), studio.call('quality').caller.tenantId],
  );
  await turn();
  expect(await seen()).toMatchObject([
    {
      ...{ version: 'biased-1', kind: 'MODEL', standing: 'QUARANTINED' },
      reasons: [expect.stringMatching(/both orders for 0 %/), expect.stringMatching(/favours a place/)],
    },
    {
      ...{ version: measuring.version, kind: 'MEASURED', standing: 'PASSED', reasons: [] },
      figures: { discrimination: 1, swapConsistency: 1, drift: null },
    },
  ]);
  expect([
    await quarantined('biased-1'),
    await quarantined(measuring.version),
    await quarantined('new'),
  ]).toEqual([true, false, false]);
  const { rows } = await studio.ownerPool.query(
    `select message from bus.action_log where event_type = 'JUDGE_QUARANTINED'`,
  );
  expect(rows).toHaveLength(1);
  expect((await studio.execute('quality', creator(), 'query { judges { version } }')).errors).toBeDefined();
}, 180_000);

it('holds a version to what it said when it was admitted, and takes it back', async () => {
  const standing = async () => (await seen()).find(({ version }) => version === 'steady-1');
  for (const [factor, expected, reasons] of [
    [1, 'PASSED', /^$/],
    [0.8, 'QUARANTINED', /moved by 0\.150/],
    [1, 'PASSED', /^$/],
  ] as const) {
    judges = [knowing('steady-1', {}, factor)];
    await turn();
    expect(await standing()).toMatchObject({
      standing: expected,
      reasons: expected === 'PASSED' ? [] : [expect.stringMatching(reasons)],
    });
  }
}, 180_000);
