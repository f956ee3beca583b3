import { readFileSync } from 'node:fs';
import { isAdminMutation } from '@effect-studio/kernel/database/audit';
import { newId } from '@effect-studio/kernel/ids';
import { buildSchema as kernelSchema } from '@effect-studio/kernel/subgraph';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { buildASTSchema, type GraphQLField, getNamedType, isInputObjectType, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTEXTS } from '../contexts.ts';
import { documentOf, repeatable, variablesOf } from '../testing/selection.ts';
import { accountingCases } from './accounting-cases.ts';
import { economicsCases } from './economics-cases.ts';
import { executionCases } from './execution-cases.ts';
import { galleryCases } from './gallery-cases.ts';
import { identityCases } from './identity-cases.ts';
import { intakeCases } from './intake-cases.ts';
import type { ContextCases, MountedCases, PreparedMutation } from './mutation-case.ts';
import { notificationsCases } from './notifications-cases.ts';
import { operationsCases } from './operations-cases.ts';
import { orchestratorCases } from './orchestrator-cases.ts';
import { providersCases } from './providers-cases.ts';
import { qualityCases } from './quality-cases.ts';
import { WITHOUT_KEY } from './without-key.ts';

const CALLS = 50;
/** What a context has on one machine: 48 connections for twelve contexts and what is beside them. */
const POOL_SIZE = 3;

/** Mutations of admins that change nothing themselves: background work does. */
const PUT_OFF = new Set(['generateRecommendations']);
const LATER = { outcome: 'DONE', has_changes: false };
const AT_ONCE = { outcome: 'CHANGED', has_changes: true };

const ALL: readonly ContextCases[] = [
  accountingCases,
  economicsCases,
  executionCases,
  galleryCases,
  identityCases,
  intakeCases,
  notificationsCases,
  operationsCases,
  orchestratorCases,
  providersCases,
  qualityCases,
];

const schemaOf = (context: string) => kernelSchema(CONTEXTS.find(({ name }) => name === context)!);

function takesKey(field: GraphQLField<unknown, unknown>): boolean {
  return field.args.some((argument) => {
    if (argument.name === 'idempotencyKey') return true;
    const type = getNamedType(argument.type);
    return isInputObjectType(type) && 'idempotencyKey' in type.getFields();
  });
}

describe('the mutations of the composed graph', () => {
  const api = buildASTSchema(parse(readFileSync(`${REPOSITORY}schema/api.graphql`, 'utf8')));
  const mutations = Object.values(api.getMutationType()!.getFields());

  it('that take an idempotency key have each a case here', () => {
    const keyed = mutations.filter(takesKey).map(({ name }) => name);
    expect(ALL.flatMap(({ names }) => names).sort()).toEqual(keyed.sort());
  });

  it('that take none are those that need none, each with its reason', () => {
    const keyless = mutations.filter((field) => !takesKey(field)).map(({ name }) => name);
    expect([...WITHOUT_KEY.keys()].sort()).toEqual(keyless.sort());
  });
});

describe.each(ALL)('$context', ({ context, names, open }) => {
  const schema = schemaOf(context);
  let mounted: MountedCases;
  beforeAll(async () => {
    mounted = await open({ poolSize: POOL_SIZE });
  });
  afterAll(() => mounted?.close());

  async function call(name: string, { caller }: PreparedMutation, command: object, idempotencyKey: string) {
    const variables = variablesOf(schema, name, { ...command, idempotencyKey });
    const answer = await mounted.studio.execute(
      context,
      caller,
      documentOf(schema, 'mutation', name, repeatable),
      variables,
    );
    expect(answer.errors).toBeUndefined();
    return answer.data![name] as { __typename: string };
  }

  async function auditOf(key: string): Promise<object[]> {
    const { rows } = await mounted.studio.ownerPool.query<object>(
      `select mutation, module, outcome,
         exists (select from bus.audit_change where entry_id = e.id and (row_before is not null or row_after is not null)) as has_changes
       from bus.audit_entry e where given_input ->> 'idempotencyKey' = $1`,
      [key],
    );
    return rows;
  }

  it.each(names)(`%s: ${CALLS} identical calls at once have one effect and get one answer`, async (name) => {
    const prepared = await mounted.mutations[name]!();
    const before = await prepared.countEffects();
    const key = newId();
    const calls = Array.from({ length: CALLS }, () => call(name, prepared, prepared.input, key));
    const answers = await Promise.all(calls);
    expect(answers[0]!.__typename).not.toMatch(/Conflict|NotFound|Invalid|Stale|Refused/);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await prepared.countEffects()).toBe(before + 1);
    // Whatever admins may do is in the audit trail, once, with what it changed.
    const audited = isAdminMutation(schema.getMutationType()!.getFields()[name]!);
    expect(await auditOf(key)).toEqual(
      audited ? [{ mutation: name, module: context, ...(PUT_OFF.has(name) ? LATER : AT_ONCE) }] : [],
    );
  });

  it.each(names)('%s: another command under its key is a conflict and has no effect', async (name) => {
    const prepared = await mounted.mutations[name]!();
    const key = newId();
    await call(name, prepared, prepared.input, key);
    const effects = await prepared.countEffects();
    const others = Array.from({ length: 5 }, () => call(name, prepared, prepared.otherInput, key));
    for (const answer of await Promise.all(others)) expect(answer.__typename).toBe('IdempotencyConflict');
    expect(await prepared.countEffects()).toBe(effects);
  });

  it.each(names)('%s: is remembered by PostgreSQL, whatever Redis loses', async (name) => {
    const prepared = await mounted.mutations[name]!();
    const key = newId();
    const first = await call(name, prepared, prepared.input, key);
    const effects = await prepared.countEffects();
    await mounted.studio.call(context).redis.flushdb();
    expect(await call(name, prepared, prepared.input, key)).toEqual(first);
    expect(await prepared.countEffects()).toBe(effects);
  });
});
