import { newId } from '@effect-studio/kernel/ids';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import {
  AgentSessionEnded,
  AgentSessionStarted,
  TaskAttemptEnded,
} from '@effect-studio/schema/events/execution';
import { ResultReady, RunFailed, RunRequested } from '@effect-studio/schema/events/orchestrator';
import { UsageRecorded } from '@effect-studio/schema/events/usage';
import { TestStudio } from '@effect-studio/testing/test-studio';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  attemptEnded,
  newRun,
  resultReady,
  runRequested,
  type TestRun,
  words,
} from '../fixtures/run-events.ts';
import { topUpWallet } from '../ledger/use-cases/top-up-wallet.ts';
import { readHud } from '../margins/use-cases/read-hud.ts';
import { HOUSE_RATE_CARD } from '../rate-card/domain/house-rate-card.ts';
import { publishRateCard, seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';
import { readCostAccounts, recordInvoice } from './use-cases/record-invoice.ts';

const HOUR = 3_600_000;
const LLM = { providerId: 'llm', model: '*', unit: 'MILLION_INPUT_TOKENS', nanoUsd: 75_000_000n } as const;

let studio: TestStudio;
beforeEach(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
  await studio.runJobs('economics');
});
afterEach(() => studio.close());

async function startedRun(): Promise<TestRun> {
  const run = newRun();
  await topUpWallet(studio.call('economics'), {
    userId: run.ownerId,
    amountTokens: 100,
    reason: 'test',
    key: newId(),
  });
  await studio.deliver('economics', RunRequested, run.runId, runRequested(run));
  return run;
}

async function attempt(run: TestRun, endedAt: Date, fields: Parameters<typeof attemptEnded>[2] = {}) {
  const payload = attemptEnded(run, endedAt, fields);
  await studio.deliver('economics', TaskAttemptEnded, run.runId, payload);
  return payload.taskId;
}

type UsageFields = Omit<PayloadOf<typeof UsageRecorded>, 'schema_version'>;
async function use(fields: Partial<UsageFields> = {}) {
  const usage: UsageFields = {
    usageId: newId(),
    providerId: 'llm',
    model: 'flash',
    purpose: 'analysis',
    quantities: { calls: 1, inputTokens: 1_000 },
    budgetContext: 'user_run',
    usedAt: studio.clock.now().toISOString(),
    ...fields,
  };
  await studio.deliver('economics', UsageRecorded, usage.run?.runId ?? usage.providerId, usage);
  return usage;
}

interface Row {
  component: string;
  stage: string;
  account: string;
  bearer: string;
  effect: string | null;
  cost: string | null;
}
async function current(component?: string): Promise<Row[]> {
  const { rows } = await studio.ownerPool.query<Row>(
    `select component, stage, account, bearer, effect_type_id as effect, cost_nano_usd as cost from economics.cost_entry e
     where not exists (select 1 from economics.cost_entry n where n.supersedes = e.id)
       and ($1::text is null or component = $1) order by event_time, task_id, cost_nano_usd`,
    [component ?? null],
  );
  return rows;
}
const sumOf = (rows: readonly Row[]): bigint => rows.reduce((sum, row) => sum + BigInt(row.cost ?? 0), 0n);

async function passTo(moment: Date) {
  studio.clock.advance(moment.getTime() - studio.clock.now().getTime());
  for (let ran = 1; ran > 0; ) ran = await studio.runJobs('economics');
}

describe('the idle time of machines', () => {
  const session = (agentId: string, startedAt: Date, startupMs = 0) => ({
    agentId,
    agentOwnerId: newId(),
    instanceType: 'cpu.small',
    startupMs,
    startedAt: startedAt.toISOString(),
  });

  it('is shared over the jobs of the hour by busy time, and left unallocated where there were none', async () => {
    const hour = new Date(Math.ceil(studio.clock.now().getTime() / HOUR) * HOUR);
    await passTo(hour);
    const agentId = newId();
    await studio.deliver('economics', AgentSessionStarted, agentId, session(agentId, hour));
    const run = await startedRun();
    const at = (ms: number) => new Date(hour.getTime() + ms);
    await attempt(run, at(600_000), { agentId, busyMs: 400_000 });
    await attempt(run, at(1_200_000), { agentId, busyMs: 200_000 });
    await passTo(at(2 * HOUR + 11 * 60_000));
    const idle = await current('IDLE');
    // 5,000,000 nano-USD per hour; 50 minutes of the first hour idle, all of the second.
    expect(idle.map(({ account, bearer, cost }) => [account, bearer, cost])).toEqual([
      ['DISPATCH', 'PENDING', '2777778'],
      ['DISPATCH', 'PENDING', '1388889'],
      ['UNALLOCATED_IDLE', 'PLATFORM', '5000000'],
    ]);
    // A job of the second hour that is told late takes over what nobody bore.
    await attempt(run, at(HOUR + 60_000), { agentId, busyMs: 60_000 });
    await passTo(at(2 * HOUR + 30 * 60_000));
    const corrected = await current('IDLE');
    expect(corrected.filter(({ account }) => account === 'UNALLOCATED_IDLE').map(({ cost }) => cost)).toEqual(
      ['0'],
    );
    expect(sumOf(corrected)).toBe(2_777_778n + 1_388_889n + 4_916_667n);
    expect(await studio.deadLetters()).toEqual([]);
  });

  it('ends with the session, also when its end is told hours later', async () => {
    const hour = new Date(Math.ceil(studio.clock.now().getTime() / HOUR) * HOUR);
    await passTo(hour);
    const agentId = newId();
    const told = session(agentId, hour);
    await studio.deliver('economics', AgentSessionStarted, agentId, told);
    await passTo(new Date(hour.getTime() + 3 * HOUR + 11 * 60_000));
    expect(sumOf(await current('IDLE'))).toBe(15_000_000n);
    await studio.deliver('economics', AgentSessionEnded, agentId, {
      ...told,
      endedAt: new Date(hour.getTime() + HOUR / 2).toISOString(),
      busyMs: 0,
      reason: 'lost',
    });
    await passTo(new Date(hour.getTime() + 5 * HOUR));
    expect(sumOf(await current('IDLE'))).toBe(2_500_000n);
  });

  it('shares a session’s startup over its jobs, to the last nano-dollar', async () => {
    const start = studio.clock.now();
    const agentId = newId();
    const told = session(agentId, start, 100_000);
    const run = await startedRun();
    const after = (ms: number) => new Date(start.getTime() + ms);
    await studio.deliver('economics', AgentSessionStarted, agentId, told);
    for (const ms of [1, 2, 3]) {
      await attempt(run, after(ms * 10_000), {
        agentId,
        busyMs: 7,
        startedAt: after(ms * 10_000 - 7).toISOString(),
      });
    }
    await studio.deliver('economics', AgentSessionEnded, agentId, {
      ...told,
      endedAt: after(60_000).toISOString(),
      busyMs: 21,
      reason: 'drained',
    });
    await passTo(after(20 * 60_000));
    const startup = await current('STARTUP');
    // 100 s at 5,000,000 an hour are 138,889 nano-USD, which three equal jobs cannot bear equally.
    expect(startup.map(({ cost }) => cost).sort()).toEqual(['46296', '46296', '46297']);
  });
});

describe('what partners charge', () => {
  it('belongs to the run as a whole, and to what it made once that is known', async () => {
    await publishRateCard(studio.call('economics'), {
      terms: { ...HOUSE_RATE_CARD, providerPrices: [LLM] },
      note: 'an LLM',
    });
    const run = await startedRun();
    await use({ run });
    expect(await current('PARTNER')).toEqual([
      {
        component: 'PARTNER',
        stage: 'ESTIMATED',
        account: 'OVERHEAD',
        bearer: 'PENDING',
        effect: null,
        cost: '75000',
      },
    ]);
    const candidateTaskId = await attempt(run, studio.clock.now());
    const before = await readHud(studio.call('economics'), 'HOUR');
    await studio.deliver(
      'economics',
      ResultReady,
      run.runId,
      resultReady(run, { candidateTaskId, finishTaskId: newId() }),
    );
    await use({ run });
    expect(
      (await current('PARTNER')).map(({ account, bearer, effect }) => [account, bearer, effect]),
    ).toEqual([
      ['DISPATCH', 'RUN', 'look-match'],
      ['DISPATCH', 'RUN', 'look-match'],
    ]);
    const after = await readHud(studio.call('economics'), 'HOUR');
    expect(after.total.costNanoUsd - before.total.costNanoUsd).toBe(150_000n);
  });

  it('is what the partner reports as soon as it does, and is counted once', async () => {
    await publishRateCard(studio.call('economics'), {
      terms: { ...HOUSE_RATE_CARD, providerPrices: [LLM] },
      note: 'an LLM',
    });
    const usage = await use();
    await use(usage);
    await use({ ...usage, reportedCostNanoUsd: '80123' });
    expect(await current()).toEqual([
      {
        component: 'PARTNER',
        stage: 'REPORTED',
        account: 'OVERHEAD',
        bearer: 'PLATFORM',
        effect: null,
        cost: '80123',
      },
    ]);
    const { rows } = await studio.ownerPool.query('select count(*)::int as n from economics.cost_entry');
    expect(rows[0].n).toBe(2);
  });

  it('of a failed run is the platform’s', async () => {
    const run = await startedRun();
    await use({ run, reportedCostNanoUsd: '5' });
    await studio.deliver('economics', RunFailed, run.runId, { ...run, ...words, failedIn: 'ANALYZING' });
    expect((await current()).map(({ bearer }) => bearer)).toEqual(['PLATFORM']);
  });
});

describe('what had no price', () => {
  it('gets one when a card that adds it begins, by the moment of the work', async () => {
    const run = await startedRun();
    const worked = studio.clock.now();
    await attempt(run, worked, { providerId: 'gpu-new', busyMs: 3_600, startupMs: 7_200 });
    await use({ run, effectTypeId: 'look-match' });
    expect((await current()).map(({ cost }) => cost)).toEqual([null, null, null]);
    studio.clock.advance(HOUR);
    const late = await startedRun();
    await attempt(late, studio.clock.now(), { providerId: 'gpu-new', busyMs: 3_600 });
    const terms = {
      ...HOUSE_RATE_CARD,
      providerPrices: [LLM],
      instanceRates: [
        ...HOUSE_RATE_CARD.instanceRates,
        { providerId: 'gpu-new', instanceType: 'gpu', nanoUsdPerHour: 1_000_000_000n },
      ],
    };
    // From a moment after the first work on: that one stays unpriced, the later work does not.
    await publishRateCard(studio.call('economics'), {
      terms,
      note: 'gpu-new',
      effectiveFrom: new Date(worked.getTime() + 1_000),
    });
    await studio.runJobs('economics');
    expect((await current()).map(({ cost }) => cost)).toEqual([null, null, null, '1000000']);
    await publishRateCard(studio.call('economics'), {
      terms: { ...terms, agentPayPpm: 1 },
      note: 'from the beginning',
      effectiveFrom: new Date(0),
    });
    await studio.runJobs('economics');
    expect((await current()).map(({ cost }) => cost).sort()).toEqual([
      '1000000',
      '1000000',
      '2000000',
      '75000',
    ]);
    const hud = await readHud(studio.call('economics'), 'DAY');
    expect(hud.total).toMatchObject({ unpricedCount: 0, costNanoUsd: 4_075_000n });
    expect(await studio.deadLetters()).toEqual([]);
  });

  it('is told once per provider and card', async () => {
    await use();
    await use();
    const alerts = await studio.written('EconomicAlert.v1');
    expect(alerts.map(({ payload }) => payload.subject)).toEqual(['llm']);
  });
});

describe('an invoice', () => {
  const month = { periodStart: new Date('2020-01-01'), periodEnd: new Date('2100-01-01') };
  const invoice = (amountNanoUsd: bigint, scope: 'PROVIDER' | 'FLEET' = 'PROVIDER', subject = 'llm') =>
    recordInvoice(studio.call('economics'), {
      scope,
      subject,
      ...month,
      amountNanoUsd,
      reference: 'R-1',
      key: newId(),
    });

  it('equals what is dispatched, unallocated and varied, whatever is booked before and after it', async () => {
    const booking = fc.record({ cost: fc.bigInt({ min: 0n, max: 10n ** 9n }), isOfRun: fc.boolean() });
    const amount = fc.bigInt({ min: 0n, max: 10n ** 10n });
    await fc.assert(
      fc.asyncProperty(
        fc.array(booking, { maxLength: 5 }),
        amount,
        fc.array(booking, { maxLength: 5 }),
        amount,
        async (before, first, after, second) => {
          const subject = newId();
          const run = newRun();
          const book = (list: typeof before) =>
            Promise.all(
              list.map(({ cost, isOfRun }) =>
                use({
                  providerId: subject,
                  reportedCostNanoUsd: cost.toString(),
                  ...(isOfRun ? { run, effectTypeId: 'look-match' } : {}),
                }),
              ),
            );
          const sum = async () => {
            const { rows } = await studio.ownerPool.query<{ sum: string }>(
              `select coalesce(sum(cost_nano_usd), 0)::text as sum from economics.cost_entry e where provider_id = $1
                 and not exists (select 1 from economics.cost_entry n where n.supersedes = e.id)`,
              [subject],
            );
            return BigInt(rows[0]!.sum);
          };
          await book(before);
          await invoice(first, 'PROVIDER', subject);
          expect(await sum()).toBe(first);
          await book(after);
          expect(await sum()).toBe(first);
          await invoice(second, 'PROVIDER', subject);
          expect(await sum()).toBe(second);
        },
      ),
      { numRuns: 10 },
    );
    expect(await studio.deadLetters()).toEqual([]);
  });

  it('of a fleet is about machines, and periods of one subject do not overlap', async () => {
    const run = await startedRun();
    await attempt(run, studio.clock.now(), { busyMs: 3_600, startupMs: 3_600 });
    expect(await invoice(1_000_000n, 'FLEET', 'default')).toMatchObject({
      bookedNanoUsd: '170000',
      varianceNanoUsd: '830000',
    });
    await attempt(run, studio.clock.now(), { busyMs: 3_600 });
    expect(await readCostAccounts(studio.call('economics'), month.periodStart, month.periodEnd)).toEqual({
      dispatchNanoUsd: 255_000n,
      overheadNanoUsd: 0n,
      unallocatedIdleNanoUsd: 0n,
      varianceNanoUsd: 745_000n,
    });
    const other = await recordInvoice(studio.call('economics'), {
      scope: 'FLEET',
      subject: 'default',
      periodStart: new Date('2021-01-01'),
      periodEnd: new Date('2022-01-01'),
      amountNanoUsd: 1n,
      reference: 'R-2',
      key: newId(),
    });
    expect(other).toMatchObject({ __typename: 'InvalidInput', field: 'periodStart' });
  });
});
