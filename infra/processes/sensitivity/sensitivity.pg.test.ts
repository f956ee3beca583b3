import {
  attemptEnded,
  newRun,
  resultReady,
  runRequested,
} from '@effect-studio/economics/fixtures/run-events';
import { topUpWallet } from '@effect-studio/economics/ledger/use-cases/top-up-wallet';
import { seedHouseRateCard } from '@effect-studio/economics/rate-card/use-cases/publish-rate-card';
import economics from '@effect-studio/economics/subgraph';
import { ANONYMOUS, type Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import { metrics } from '@effect-studio/kernel/observation/metrics';
import { buildSchema } from '@effect-studio/kernel/subgraph';
import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import { ResultReady, RunRequested } from '@effect-studio/schema/events/orchestrator';
import { admin, creator, machine } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { buildASTSchema, type GraphQLUnionType, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WITHOUT_ID } from '../isolation/root-cases.ts';
import { documentOf, everything, selectionOf } from '../testing/selection.ts';
import { openSensitiveFields, sensitiveFields, undeclaredMoney } from './sensitive-fields.ts';

const schema = buildSchema(economics);
const lines: string[] = [];
let studio: TestStudio;
let secrets: string[];
let representations: Record<string, unknown>[];

beforeAll(async () => {
  const log = createLogger('test', 'trace', { write: (line: string) => void lines.push(line) });
  studio = await TestStudio.open([economics], { log });
  const ctx = studio.call('economics');
  await seedHouseRateCard(ctx);
  const run = newRun();
  await topUpWallet(ctx, { userId: run.ownerId, amountTokens: 100, reason: 'test', key: newId() });
  // A result before its reservation fails first: what a consumer that fails writes to the log is looked at, too.
  const attempts = ['cpu-swift', 'cpu-studio', 'unpriced'].map((providerId, index) =>
    attemptEnded(run, studio.clock.now(), { providerId, busyMs: 7_777_771 + index }),
  );
  const winner = { candidateTaskId: attempts[0]!.taskId, finishTaskId: newId() };
  await studio.deliver('economics', ResultReady, newId(), resultReady(newRun(), winner));
  await studio.deliver('economics', RunRequested, run.runId, runRequested(run));
  for (const attempt of attempts) await studio.deliver('economics', TaskAttemptEnded, run.runId, attempt);
  await studio.deliver('economics', ResultReady, run.runId, resultReady(run, winner));
  await studio.settle();
  representations = ((schema.getType('_Entity') as GraphQLUnionType).getTypes() ?? []).map(({ name }) => ({
    __typename: name,
    id:
      { Run: run.runId, Task: attempts[0]!.taskId, User: run.ownerId, Provider: 'cpu-swift' }[name] ??
      newId(),
  }));
  const told = JSON.stringify(await answersFor(admin()));
  secrets = [...new Set(told.match(/"-?\d{6,}"/g))].map((quoted) => quoted.slice(1, -1));
});
afterAll(() => studio.close());

/** What a caller is told by every query of economics that needs no id, and by every entity. */
async function answersFor(caller: Caller): Promise<unknown[]> {
  const queries = Object.keys(schema.getQueryType()!.getFields()).filter((name) => name in WITHOUT_ID);
  const answers = queries.map((name) =>
    studio.execute('economics', caller, documentOf(schema, 'query', name, everything), WITHOUT_ID[name]),
  );
  const entities = representations.map((of) => {
    const type = schema.getType(String(of.__typename))!;
    const document = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type.name} ${selectionOf(schema, type, everything)} } }`;
    return studio.execute('economics', caller, document, { of: [of] });
  });
  return Promise.all([...answers, ...entities]);
}

describe('sensitive economics', () => {
  it('is every amount of the studio’s money, and asks for an admin on every way to it', () => {
    expect(sensitiveFields(schema).length).toBeGreaterThan(40);
    expect(undeclaredMoney(schema)).toEqual([]);
    expect(openSensitiveFields(schema)).toEqual([]);
  });

  it('would be found out where a way to it is open, or money not declared', () => {
    const leaky = buildASTSchema(
      parse(`directive @sensitive on FIELD_DEFINITION | OBJECT
        directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT
        directive @authenticated on FIELD_DEFINITION
        type Cell { costNanoUsd: Int @sensitive revenueNanoUsd: Int }
        union Answer = Cell
        type Query { guarded: Cell @requiresScopes(scopes: [["admin"]]) open: Answer @requiresScopes(scopes: [["admin"], ["user"]]) }`),
    );
    expect(openSensitiveFields(leaky)).toEqual(['Cell.costNanoUsd']);
    expect(undeclaredMoney(leaky)).toEqual(['Cell.revenueNanoUsd']);
  });

  it('is told to admins, and to nobody else by any query or entity', async () => {
    // 85,000,000 × 7,777,771 ÷ 3,600,000: the winning attempt.
    expect(secrets).toContain('183641815');
    expect(secrets.length).toBeGreaterThan(5);
    const others: Record<string, Caller> = {
      anonymous: ANONYMOUS,
      creator: creator(),
      machine: machine(),
      partner: { ...machine(), scopes: ['partner'] },
    };
    for (const [who, caller] of Object.entries(others)) {
      const told = JSON.stringify(await answersFor(caller));
      expect({ who, leaked: secrets.filter((secret) => told.includes(secret)) }).toEqual({ who, leaked: [] });
    }
  });

  it('is in no log line of any level and in no metric', async () => {
    expect(lines.join('\n')).toContain('a consumer failed');
    const written = `${lines.join('\n')}\n${await metrics.metrics()}`;
    expect(written).toContain('studio_events_settled_total');
    // Amounts that are also sizes or counts of something else would say nothing: only those with odd digits.
    const odd = secrets.filter((secret) => !/0{4,}$/.test(secret));
    expect(odd.length).toBeGreaterThan(3);
    expect(odd.filter((secret) => written.includes(secret))).toEqual([]);
  });
});
