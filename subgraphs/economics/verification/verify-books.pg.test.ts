import { isProblem } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import {
  AgentSessionEnded,
  AgentSessionStarted,
  TaskAttemptEnded,
} from '@effect-studio/schema/events/execution';
import { AdminRejected } from '@effect-studio/schema/events/notifications';
import { ResultReady, RunFailed, RunRequested } from '@effect-studio/schema/events/orchestrator';
import { UsageRecorded } from '@effect-studio/schema/events/usage';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordInvoice } from '../costs/use-cases/record-invoice.ts';
import { attemptEnded, newRun, resultReady, runRequested, words } from '../fixtures/run-events.ts';
import { topUpWallet } from '../ledger/use-cases/top-up-wallet.ts';
import { HOUSE_RATE_CARD } from '../rate-card/domain/house-rate-card.ts';
import { publishRateCard, seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';
import { verifyBooks } from './use-cases/verify-books.ts';

const HOUR = 3_600_000;
let studio: TestStudio;
const verify = () => verifyBooks(studio.call('economics'));

/** Runs that win, fail and are refunded, with retries, partners, machines that idle, and a price that comes late. */
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
  studio.clock.advance(HOUR - (studio.clock.now().getTime() % HOUR));
  const started = studio.clock.now();
  const machine = {
    agentId: newId(),
    agentOwnerId: newId(),
    instanceType: 'cpu.small',
    startupMs: 30_000,
    startedAt: started.toISOString(),
  };
  await studio.deliver('economics', AgentSessionStarted, machine.agentId, machine);
  studio.clock.advance(20 * 60_000);
  for (const [index, ending] of (['wins', 'wins', 'fails', 'is refunded'] as const).entries()) {
    const run = newRun();
    const call = studio.call('economics');
    await topUpWallet(call, { userId: run.ownerId, amountTokens: 100, reason: 'test', key: newId() });
    await studio.deliver('economics', RunRequested, run.runId, runRequested(run));
    const legs = ['cpu-swift', 'cpu-atelier', 'gpu-unpriced'].map((providerId, leg) =>
      attemptEnded(run, studio.clock.now(), {
        providerId,
        agentId: machine.agentId,
        busyMs: 1_000 + 777 * leg + index,
        startupMs: leg,
      }),
    );
    await studio.deliverAll(
      'economics',
      TaskAttemptEnded,
      legs.map((payload) => ({ aggregateId: run.runId, payload })),
    );
    await studio.deliver('economics', UsageRecorded, run.runId, {
      usageId: newId(),
      providerId: 'llm',
      model: 'flash',
      purpose: 'analysis',
      quantities: { calls: 1, inputTokens: 1_234 },
      run,
      budgetContext: 'user_run',
      usedAt: studio.clock.now().toISOString(),
    });
    const winner = { candidateTaskId: legs[0]!.taskId, finishTaskId: newId() };
    if (ending === 'fails') {
      await studio.deliver('economics', RunFailed, run.runId, { ...run, ...words, failedIn: 'RUNNING' });
    } else {
      await studio.deliver('economics', ResultReady, run.runId, resultReady(run, winner));
    }
    if (ending === 'is refunded') {
      const decision = { reviewItemId: newId(), ...run, decidedBy: newId(), reason: 'no', refund: 'full' };
      await studio.deliver('economics', AdminRejected, run.runId, { ...decision, refund: 'full' });
    }
    studio.clock.advance(60_000);
  }
  await studio.deliver('economics', UsageRecorded, 'llm', {
    usageId: newId(),
    providerId: 'llm',
    model: 'flash',
    purpose: 'calibration',
    quantities: { inputTokens: 9 },
    budgetContext: 'system_test',
    usedAt: studio.clock.now().toISOString(),
  });
  await studio.deliver('economics', AgentSessionEnded, machine.agentId, {
    ...machine,
    endedAt: studio.clock.now().toISOString(),
    busyMs: 1,
    reason: 'drained',
  });
  studio.clock.advance(3 * HOUR);
  for (let ran = 1; ran > 0; ) ran = await studio.runJobs('economics');
  await publishRateCard(studio.call('economics'), {
    terms: {
      ...HOUSE_RATE_CARD,
      providerPrices: [{ providerId: 'llm', model: '*', unit: 'MILLION_INPUT_TOKENS', nanoUsd: 75_000_000n }],
    },
    note: 'an LLM',
    effectiveFrom: new Date(0),
  });
  for (let ran = 1; ran > 0; ) ran = await studio.runJobs('economics');
});
afterAll(() => studio.close());

/** Changes rows as nobody may: as the owner of the database, with every trigger off. @returns how to undo it */
async function tamper(change: string, undo: string): Promise<() => Promise<void>> {
  const run = async (statement: string) => {
    const client = await studio.ownerPool.connect();
    try {
      await client.query('begin');
      await client.query("set local session_replication_role = 'replica'");
      await client.query(statement);
      await client.query('commit');
    } finally {
      client.release();
    }
  };
  await run(change);
  return () => run(undo);
}

async function oneId(query: string): Promise<string> {
  const { rows } = await studio.ownerPool.query<{ id: string }>(query);
  return rows[0]!.id;
}

describe('recomputing all figures', () => {
  it('finds that every one of them follows from the log', async () => {
    const result = await verify();
    expect(result.faults).toEqual([]);
    expect(result).toMatchObject({ runs: 4, revenueEntries: 4, shares: 2 });
    expect(result.costEntries).toBeGreaterThan(30);
    expect(result.buckets).toBeGreaterThan(4);
    expect(await studio.deadLetters()).toEqual([]);
  });

  it.each([
    [
      'a current cost',
      "e.component = 'BUSY' and e.cost_nano_usd is not null and not exists (select 1 from economics.cost_entry n where n.supersedes = e.id)",
    ],
    [
      'a superseded cost',
      'exists (select 1 from economics.cost_entry n where n.supersedes = e.id) and e.cost_nano_usd is not null',
    ],
    [
      'what a partner cost',
      "e.component = 'PARTNER' and e.run_id is not null and e.cost_nano_usd is not null",
    ],
    [
      'the platform’s own usage',
      "e.component = 'PARTNER' and e.run_id is null and e.cost_nano_usd is not null",
    ],
    ['a share of idle time', "e.component = 'IDLE' and e.account = 'DISPATCH'"],
  ])('fails at the row in which one nano-dollar of %s was flipped', async (_what, where) => {
    const id = await oneId(
      `select id from economics.cost_entry e where ${where} order by recorded_at, id limit 1`,
    );
    const set = (sign: string) =>
      `update economics.cost_entry set cost_nano_usd = cost_nano_usd ${sign} 1 where id = '${id}'`;
    const undo = await tamper(set('+'), set('-'));
    const { faults } = await verify();
    expect(faults[0]).toMatchObject({ table: 'economics.cost_entry', id });
    await undo();
    expect((await verify()).faults).toEqual([]);
  });

  it('fails at an altered revenue, and at a bucket that its entries do not make', async () => {
    const id = await oneId('select id from economics.revenue_entry order by recorded_at, id limit 1');
    const revenue = (sign: string) =>
      `update economics.revenue_entry set revenue_nano_usd = revenue_nano_usd ${sign} 1 where id = '${id}'`;
    const undoRevenue = await tamper(revenue('+'), revenue('-'));
    expect((await verify()).faults[0]).toMatchObject({ table: 'economics.revenue_entry', id });
    await undoRevenue();
    const bucket = (sign: string) =>
      `update economics.margin_bucket set run_cost_nano_usd = run_cost_nano_usd ${sign} 1 where attempts > 0`;
    const undoBucket = await tamper(bucket('+'), bucket('-'));
    const { faults } = await verify();
    expect(faults[0]).toMatchObject({
      table: 'economics.margin_bucket',
      found: expect.stringContaining('run_cost'),
    });
    await undoBucket();
  });

  it('fails when a line was taken from its place in a statement, or its bearer changed', async () => {
    const id = await oneId(
      "select id from economics.cost_entry where statement_seq = 2 and component <> 'IDLE' order by recorded_at limit 1",
    );
    const bearer = (to: string) => `update economics.cost_entry set bearer = '${to}' where id = '${id}'`;
    const { rows } = await studio.ownerPool.query('select bearer from economics.cost_entry where id = $1', [
      id,
    ]);
    const undo = await tamper(bearer(rows[0].bearer === 'RUN' ? 'PLATFORM' : 'RUN'), bearer(rows[0].bearer));
    expect((await verify()).faults.map((fault) => fault.id)).toContain(id);
    await undo();
    const place = (seq: number) =>
      `update economics.cost_entry set statement_seq = ${seq} where id = '${id}'`;
    const putBack = await tamper(place(1_000), place(2));
    expect((await verify()).faults.map(({ what }) => what)).toContain(
      'a line of the statement before it is missing',
    );
    await putBack();
    expect((await verify()).faults).toEqual([]);
  });

  it('fails at a variance, at a count behind quantiles, at a card that was not in force, and at pay that is not due', async () => {
    const now = studio.clock.now();
    const invoiced = await recordInvoice(studio.call('economics'), {
      key: newId(),
      scope: 'FLEET',
      subject: 'default',
      periodStart: new Date(now.getTime() - 24 * HOUR),
      periodEnd: new Date(now.getTime() - HOUR),
      amountNanoUsd: 77n,
      reference: 'INV-1',
    });
    expect(isProblem(invoiced)).toBe(false);
    expect(await verify()).toMatchObject({ variances: 1, faults: [] });
    const variance = await oneId("select id from economics.cost_entry where account = 'VARIANCE'");
    const attempt = await oneId(
      "select id from economics.cost_entry where component = 'BUSY' and rate_card_version = 1 order by recorded_at, id limit 1",
    );
    const altered = [
      ['cost_entry', 'cost_nano_usd = cost_nano_usd', variance],
      [
        'money_transfer',
        'amount_nano_usd = amount_nano_usd',
        await oneId("select id from economics.money_transfer where kind = 'AGENT_PAY' limit 1"),
      ],
    ] as const;
    for (const [table, change, id] of altered) {
      const set = (sign: string) => `update economics.${table} set ${change} ${sign} 1 where id = '${id}'`;
      const undo = await tamper(set('+'), set('-'));
      expect((await verify()).faults).toContainEqual(
        expect.objectContaining({ table: `economics.${table}` }),
      );
      await undo();
    }
    const count = (sign: string) =>
      `update economics.margin_sketch set count = count ${sign} 1 where measure = 'COST' and count > 0`;
    const undoCounts = await tamper(count('+'), count('-'));
    expect((await verify()).faults[0]).toMatchObject({ table: 'economics.margin_sketch' });
    await undoCounts();
    // The same prices under another number: only the date tells that they did not hold yet.
    const later = await publishRateCard(studio.call('economics'), {
      terms: { ...HOUSE_RATE_CARD, tokenRateNanoUsd: HOUSE_RATE_CARD.tokenRateNanoUsd + 1n },
      note: 'a later card',
    });
    const pin = (version: number) =>
      `update economics.cost_entry set rate_card_version = ${version} where id = '${attempt}'`;
    const unpin = await tamper(pin(later), pin(1));
    expect((await verify()).faults.filter(({ id }) => id === attempt).map(({ what }) => what)).toContain(
      'the rate card that it is pinned to was not in force',
    );
    await unpin();
    expect((await verify()).faults).toEqual([]);
  });

  it('names a wallet whose balance was raised', async () => {
    const id = await oneId('select id from economics.wallet order by id limit 1');
    const raise = (sign: string) =>
      `update economics.wallet set available_tokens = available_tokens ${sign} 1 where id = '${id}'`;
    const undo = await tamper(raise('+'), raise('-'));
    const { faults } = await verify();
    expect(faults.map((fault) => [fault.table, fault.id])).toContainEqual(['economics.wallet', id]);
    await undo();
  });
});
