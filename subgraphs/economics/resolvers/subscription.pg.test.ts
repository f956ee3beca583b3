import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { buildSchema } from '@effect-studio/kernel/subgraph';
import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ExecutionResult, parse, subscribe } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptEnded, newRun } from '../fixtures/run-events.ts';
import { topUpWallet } from '../ledger/use-cases/top-up-wallet.ts';
import { readBooksRevision } from '../margins/use-cases/read-hud.ts';
import { BOOKS_TOPIC } from '../messaging/ticks.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';

let studio: TestStudio;
const schema = buildSchema(economics);
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
});
afterAll(() => studio.close());

function ask(caller: Caller, document: string, variableValues: Record<string, unknown> = {}) {
  return subscribe({
    schema,
    document: parse(document),
    variableValues,
    contextValue: studio.call('economics', caller),
  });
}

interface Update {
  marginUpdates: { version: string; total: { costNanoUsd: string } };
  walletChanged: { availableTokens: number };
}

async function open(caller: Caller, document: string, variableValues: Record<string, unknown> = {}) {
  const answer = await ask(caller, document, variableValues);
  if (!(Symbol.asyncIterator in answer)) throw new Error(JSON.stringify(answer.errors));
  return answer as AsyncGenerator<ExecutionResult<Update>>;
}

async function work(times = 1) {
  for (let index = 0; index < times; index += 1) {
    const run = newRun();
    await studio.deliver('economics', TaskAttemptEnded, run.runId, attemptEnded(run, studio.clock.now()));
  }
}

const HUD =
  'subscription ($after: Cursor) { marginUpdates(window: HOUR, after: $after) { version total { costNanoUsd } } }';

describe('marginUpdates', () => {
  it('resumes at once when the books changed since the cursor, and waits when they did not', async () => {
    await work();
    const first = await open(admin(), HUD, { after: '0' });
    const { version } = (await first.next()).value!.data!.marginUpdates;
    await first.return(undefined);
    const second = await open(admin(), HUD, { after: version });
    const pending = second.next();
    await work();
    const update = (await pending).value!.data!.marginUpdates;
    expect(BigInt(update.version)).toBeGreaterThan(BigInt(version));
    expect(update.total.costNanoUsd).toBe('170000');
    await second.return(undefined);
  });

  it('conflates a burst and always ends with the newest figures', async () => {
    const hud = await open(admin(), HUD);
    const versionOf = async () => BigInt((await hud.next()).value!.data!.marginUpdates.version);
    // Every attempt changes the books once.
    const newest = (await versionOf()) + 60n;
    const startedAt = performance.now();
    const working = work(60);
    let received = 0;
    for (let last = 0n; last < newest; received += 1) last = await versionOf();
    await working;
    expect(received).toBeLessThanOrEqual(2 + Math.floor((performance.now() - startedAt) / 250));
    await hud.return(undefined);
  });

  it('moves on when a minute passes, though the books stand still', async () => {
    const hud = await open(admin(), HUD);
    const first = (await hud.next()).value!.data!.marginUpdates;
    const pending = hud.next();
    studio.clock.advance(60 * 60_000);
    studio.call('economics').ticks.publish(BOOKS_TOPIC, {});
    const later = (await pending).value!.data!.marginUpdates;
    expect(later.version).toBe(first.version);
    expect(later.total.costNanoUsd).toBe('0');
    await hud.return(undefined);
  });

  it('ends a pending read at once when the reader leaves', async () => {
    const version = (await readBooksRevision(studio.call('economics'))).version.toString();
    const hud = await open(admin(), HUD, { after: version });
    const pending = hud.next();
    await hud.return(undefined);
    expect((await pending).done).toBe(true);
  });

  it('is refused to people who are not admins', async () => {
    const answer = (await ask(creator(), HUD)) as ExecutionResult;
    expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('walletChanged', () => {
  it('shows the caller’s own wallet at once and after every change', async () => {
    const person = creator();
    const give = (amountTokens: number) =>
      topUpWallet(studio.call('economics'), {
        userId: person.subjectId!,
        amountTokens,
        reason: 'test',
        key: newId(),
      });
    await give(10);
    const wallet = await open(person, 'subscription { walletChanged { availableTokens } }');
    expect((await wallet.next()).value!.data!.walletChanged).toEqual({ availableTokens: 10 });
    const pending = wallet.next();
    await topUpWallet(studio.call('economics'), {
      userId: newId(),
      amountTokens: 1,
      reason: 'test',
      key: newId(),
    });
    await give(5);
    expect((await pending).value!.data!.walletChanged).toEqual({ availableTokens: 15 });
    await wallet.return(undefined);
  });
});

describe('topUpWallet', () => {
  const mutation = `mutation ($input: TopUpWalletInput!) { topUpWallet(input: $input) {
    __typename ... on Wallet { availableTokens } ... on Problem { status humanReadableCause suggestedAction } ... on InvalidInput { field } } }`;
  const topUp = async (caller: Caller, input: object) =>
    (await studio.execute<{ topUpWallet: object }>('economics', caller, mutation, { input })).data
      ?.topUpWallet;

  it('books the same key once, refuses it for another input, and knows no strangers', async () => {
    const userId = newId();
    const input = { userId, amountTokens: 5, reason: 'thanks', idempotencyKey: newId() };
    expect(await topUp(admin(), input)).toMatchObject({ __typename: 'NotFound' });
    await topUpWallet(studio.call('economics'), {
      userId,
      amountTokens: 1,
      reason: 'opens it',
      key: newId(),
    });
    const repeats = await Promise.all(Array.from({ length: 20 }, () => topUp(admin(), input)));
    expect(new Set(repeats.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ __typename: 'Wallet', availableTokens: 6 })]),
    );
    expect(await topUp(admin(), { ...input, amountTokens: 6 })).toMatchObject({
      __typename: 'IdempotencyConflict',
      status: 409,
    });
    expect(await topUp(admin(), { ...input, amountTokens: 0, idempotencyKey: newId() })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'amountTokens',
    });
    expect(await topUp(creator(), input)).toBeUndefined();
  });
});
