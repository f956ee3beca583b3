import { appendToStream } from '@effect-studio/kernel/bus/stream';
import { newId } from '@effect-studio/kernel/ids';
import { isSensitiveName } from '@effect-studio/kernel/observation/sensitive-names';
import { admin, creator } from '@effect-studio/testing/callers';
import type { TestStudio } from '@effect-studio/testing/test-studio';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnnasThings, Neighbourhood } from '../isolation/annas-things.ts';
import { WISH } from '../testing/whole-run.ts';

/**
 * By any of these she would be known again. What follows after the name are words of the others here: the telephone is
 * everybody's, the rest was said by admins.
 */
const KNOWN_BY = /anna(?!'s old telephone| wanted| did| does)|summer of 1974|example\.mp4|footage\.mp4/i;
const HOUR_MS = 3_600_000;

let neighbourhood: Neighbourhood;
let studio: TestStudio;
let hers: AnnasThings;
let redis: Redis;
let before: Set<string>;

beforeAll(async () => {
  // Everything is searched, so nothing of other tests may be in it: a bucket of its own, and an empty Redis.
  process.env.TEST_S3_BUCKET = 'forgotten-people';
  neighbourhood = await Neighbourhood.open();
  studio = neighbourhood.composed.studio;
  redis = studio.call('operations').redis;
  await redis.flushdb();
  before = new Set(await objects());
  hers = await neighbourhood.annaMovesIn();
  await othersSpokeOfHer();
  const entries = (await studio.written()).map((event, index) => ({
    position: BigInt(index + 1),
    type: event.type,
    body: JSON.stringify(event),
  }));
  await appendToStream(redis, 0n, entries, { isFresh: true });
}, 120_000);
afterAll(() => neighbourhood?.close());

/** What others keep and said of her, wherever it can be traced to her: a run of Ben's with her effect, and words about what is hers. */
async function othersSpokeOfHer(): Promise<void> {
  const { userId } = hers.ids;
  const say = (text: string) => studio.ownerPool.query(text, [userId]);
  const ran = await studio.ownerPool.query(
    `insert into orchestrator.run
     select (jsonb_populate_record(null::orchestrator.run, to_jsonb(r) || jsonb_build_object(
       'id', gen_random_uuid(), 'owner_id', $2::uuid, 'wish', e.title, 'effect_id', null, 'example_video_id', null,
       'analysis', null, 'variants', null, 'example_key', null, 'footage_key', null,
       'effect_in_use', jsonb_build_object('effectId', e.id)))).*
     from orchestrator.run r join gallery.effect e on e.run_id = r.id where e.owner_id = $1 limit 1`,
    [userId, neighbourhood.ben.subjectId],
  );
  expect(ran.rowCount).toBe(1);
  for (const text of [
    `update gallery.effect set unpublish_reason = 'Anna was not sure' where owner_id = $1`,
    `update gallery.publish_pin set reason = 'Anna liked this one' where effect_id in (select id from gallery.effect where owner_id = $1)`,
    `update notifications.review_item set reason = 'Anna again' where owner_id = $1`,
    `insert into gallery.report (id, tenant_id, effect_id, owner_id, ground, details, status, decided_by, decided_at, decision, created_by, created_at, updated_at)
     select gen_random_uuid(), tenant_id, id, gen_random_uuid(), 'OTHER', 'Anna took this from me', 'DISMISSED', id, now(), 'Anna made it', id, now(), now()
     from gallery.effect where owner_id = $1`,
  ]) {
    expect((await say(text)).rowCount).toBeGreaterThan(0);
  }
  const { rows } = await studio.ownerPool.query<{ id: string; bodies: string }>(
    `select id, bodies from bus.outbox where bodies like '%' || $1 || '%' and 'AdminApproved.v1' = any(types) limit 1`,
    [userId],
  );
  const said = rows[0]!.bodies.replace('"payload":{', '"payload":{"note":"Anna is a friend of mine",');
  expect(said).toContain('friend');
  await studio.ownerPool.query('update bus.outbox set bodies = $2 where id = $1', [rows[0]!.id, said]);
}

async function objects(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of studio.call('intake').storage.list('')) keys.push(key);
  return keys;
}

/** Rows of every table, whoever owns it, in which she would be known again. */
async function rowsThatKnowHer(): Promise<string[]> {
  const { rows: tables } = await studio.ownerPool.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_%' order by 1`,
  );
  expect(tables.length).toBeGreaterThan(80);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await studio.ownerPool.query<{ text: string }>(
      `select t::text as text from ${name} t where t::text ~* $1 limit 3`,
      [KNOWN_BY.source],
    );
    found.push(...rows.map(({ text }) => `${name}: ${text.slice(0, 300)}`));
  }
  return found;
}

async function keysThatKnowHer(): Promise<string[]> {
  const found: string[] = [];
  for (const key of await redis.keys('*')) {
    const type = await redis.type(key);
    const value =
      type === 'stream'
        ? await redis.xrange(key, '-', '+')
        : type === 'hash'
          ? await redis.hgetall(key)
          : type === 'string'
            ? await redis.get(key)
            : type === 'set'
              ? await redis.smembers(key)
              : type === 'zset'
                ? await redis.zrange(key, '0', '-1')
                : await redis.lrange(key, 0, -1);
    const text = JSON.stringify(value);
    if (KNOWN_BY.test(text)) found.push(`${key}: ${KNOWN_BY.exec(text)?.input.slice(0, 200)}`);
  }
  return found;
}

const her = () => creator(hers.ids.userId);

async function ask<Data>(document: string, input: object): Promise<Data> {
  const { data, errors } = await studio.execute<{ answer: Data }>('identity', her(), document, {
    input: { ...input, idempotencyKey: newId() },
  });
  expect(errors).toBeUndefined();
  return data!.answer;
}

describe('a person', () => {
  it('is known all over the studio, or the test below would show nothing', async () => {
    const known = await rowsThatKnowHer();
    const contexts = new Set(known.map((row) => row.split('.')[0]));
    for (const context of [
      'identity',
      'intake',
      'prompts',
      'orchestrator',
      'gallery',
      'notifications',
      'bus',
    ]) {
      expect([...contexts]).toContain(context);
    }
    // What was in the stream may be trimmed by now, so the search itself is tried.
    await redis.set('probe', 'a clip of Anna');
    expect(await keysThatKnowHer()).toContainEqual(expect.stringMatching(/^probe: /));
    await redis.del('probe');
  });

  it('gets what is kept of them from every context, without the studio’s own figures', async () => {
    await ask(
      'mutation ($input: RequestMyDataInput!) { answer: requestMyData(input: $input) { ... on PersonalDataExport { id } } }',
      {},
    );
    await studio.settle();
    const { data } = await studio.execute<{
      myDataExports: { expiresAt: string; parts: { module: string; url: string }[] }[];
    }>('identity', her(), '{ myDataExports { expiresAt parts { module url } } }');
    const { parts } = data!.myDataExports[0]!;
    expect(parts.map(({ module }) => module).sort()).toEqual([
      'analysis',
      'economics',
      'execution',
      'gallery',
      'identity',
      'intake',
      'notifications',
      'operations',
      'orchestrator',
      'prompts',
      'providers',
      'quality',
    ]);
    const texts = new Map<string, string>();
    for (const { module, url } of parts) texts.set(module, await (await fetch(url)).text());
    expect(texts.get('identity')).toMatch(/anna-.*@example\.org/);
    expect(texts.get('orchestrator')).toContain(WISH);
    expect(texts.get('intake')).toContain('example.mp4');
    expect(texts.get('notifications')).toMatch(/"device": "Anna's old telephone"/);
    const names = [...[...texts.values()].join('').matchAll(/"([a-z_]+)":/g)].map(([, name]) =>
      name!.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    );
    expect(names.filter((name) => isSensitiveName(name) || /NanoUsd/.test(name))).toEqual([]);
    const others = await studio.execute<{ myDataExports: object[] }>(
      'identity',
      neighbourhood.ben,
      '{ myDataExports { id } }',
    );
    expect(others.data!.myDataExports).toEqual([]);
  });

  it('is not forgotten by a wrong click', async () => {
    const answer = await ask<{ __typename: string }>(
      'mutation ($input: EraseMeInput!) { answer: eraseMe(input: $input) { __typename } }',
      { confirmation: 'anna' },
    );
    expect(answer.__typename).toBe('InvalidInput');
    expect((await studio.written('PersonErased.v1')).length).toBe(0);
  });

  it('who asks is forgotten in every table, key, stream and object; the books still agree', async () => {
    const answer = await ask<{ __typename: string }>(
      'mutation ($input: EraseMeInput!) { answer: eraseMe(input: $input) { __typename } }',
      { confirmation: 'Anna' },
    );
    expect(answer.__typename).toBe('PersonErasure');
    await studio.settle();
    // What runs ends first; an export is taken away after its week.
    for (const hours of [1, 1, 8 * 24]) {
      studio.clock.advance(hours * HOUR_MS);
      await studio.settle();
    }
    const { rows: letters } = await studio.ownerPool.query(
      `select owner, subject, error from bus.dead_letter where subject in ('forget-person', 'PersonErased.v1')`,
    );
    expect(letters).toEqual([]);
    expect(await rowsThatKnowHer()).toEqual([]);
    expect(await keysThatKnowHer()).toEqual([]);
    const left = (await objects()).filter((key) => !before.has(key));
    const { rows: known } = await studio.ownerPool.query<{ text: string }>(
      `select string_agg(t::text, ' ') as text from gallery.effect t`,
    );
    expect({ left, known: known[0]!.text.includes('previews/') }).toEqual({ left: [], known: false });
    const { data } = await studio.execute<{ reconcileLedger: object }>(
      'economics',
      admin(),
      '{ reconcileLedger { sumTokens mismatchedAccounts isBalanced } }',
    );
    expect(data!.reconcileLedger).toEqual({ sumTokens: '0', mismatchedAccounts: 0, isBalanced: true });
    const sessions = 'select from identity.session where owner_id = $1';
    expect((await studio.ownerPool.query(sessions, [hers.ids.userId])).rowCount).toBe(0);
    // Whom to tell, and how, is nobody's any more.
    for (const table of ['notification', 'settings', 'delivery', 'push_device', 'phone']) {
      const { rowCount } = await studio.ownerPool.query(
        `select from notifications.${table} where owner_id = $1`,
        [hers.ids.userId],
      );
      expect([table, rowCount]).toEqual([table, 0]);
    }
    const wallets = 'select from economics.wallet where owner_id = $1';
    expect((await studio.ownerPool.query(wallets, [hers.ids.userId])).rowCount).toBe(1);
    const { rows } = await studio.ownerPool.query<object>(
      'select display_name, roles from identity.person where id = $1',
      [hers.ids.userId],
    );
    expect(rows).toEqual([{ display_name: 'Somebody who left', roles: ['user'] }]);
  });

  it('stays forgotten: a second time there is nobody', async () => {
    const { data } = await studio.execute<{ erasePerson: { __typename: string } }>(
      'identity',
      admin(),
      'mutation ($input: ErasePersonInput!) { erasePerson(input: $input) { __typename } }',
      { input: { userId: hers.ids.userId, reason: 'By letter.', idempotencyKey: newId() } },
    );
    expect(data!.erasePerson.__typename).toBe('NotFound');
  });
});
