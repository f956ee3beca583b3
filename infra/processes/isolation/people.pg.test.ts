import { ANONYMOUS, type Caller } from '@effect-studio/kernel/context';
import { buildSchema } from '@effect-studio/kernel/subgraph';
import { machine, partner } from '@effect-studio/testing/callers';
import type { GraphQLObjectType, GraphQLSchema, GraphQLUnionType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTEXTS } from '../contexts.ts';
import { type AnnasThings, Neighbourhood, nothing } from './annas-things.ts';
import { Asking, withoutIds } from './asking.ts';
import { ENTITIES, KNOWN_IN_TENANT, SHARED_ENTITIES } from './entity-cases.ts';
import { BY_ID, FOLLOWED, type RootCase, SHARED, WITHOUT_ID } from './root-cases.ts';

type Kind = 'query' | 'mutation' | 'subscription';
interface RootField {
  context: string;
  kind: Kind;
  name: string;
}

const SCHEMAS: readonly (readonly [string, GraphQLSchema])[] = CONTEXTS.map((definition) => [
  String(definition.name),
  buildSchema(definition),
]);

const fieldsOf = (context: string, kind: Kind, root: GraphQLObjectType | null | undefined): RootField[] =>
  Object.keys(root?.getFields() ?? {})
    .filter((name) => !name.startsWith('_'))
    .map((name) => ({ context, kind, name }));

const ROOT_FIELDS = SCHEMAS.flatMap(([context, schema]) => [
  ...fieldsOf(context, 'query', schema.getQueryType()),
  ...fieldsOf(context, 'mutation', schema.getMutationType()),
  ...fieldsOf(context, 'subscription', schema.getSubscriptionType()),
]);

/** Every type that a context answers for by its key; a context without entities has no such union. */
const ENTITY_PARTS = SCHEMAS.flatMap(([context, schema]) =>
  ((schema.getType('_Entity') as GraphQLUnionType | undefined)?.getTypes() ?? [])
    .filter(({ astNode }) =>
      astNode?.directives?.some(
        ({ name, arguments: given }) =>
          name.value === 'key' && !given?.some((one) => one.name.value === 'resolvable'),
      ),
    )
    .map(({ name }) => ({ context, type: name })),
);

const listed = (table: object, kinds: readonly Kind[]): RootField[] =>
  ROOT_FIELDS.filter(({ name, kind }) => name in table && kinds.includes(kind));

describe('the cases', () => {
  it('are of every root field of the graph, each once', () => {
    const cases = [
      ...Object.keys(BY_ID),
      ...Object.keys(WITHOUT_ID),
      ...SHARED.keys(),
      ...Object.keys(FOLLOWED),
    ];
    expect(cases.sort()).toEqual([...new Set(ROOT_FIELDS.map(({ name }) => name))].sort());
  });

  it('are of every entity that a context answers for', () => {
    const cases = [...Object.keys(ENTITIES), ...SHARED_ENTITIES.keys()];
    expect(cases.sort()).toEqual([...new Set(ENTITY_PARTS.map(({ type }) => type))].sort());
  });
});

describe('what Anna has', () => {
  let neighbourhood: Neighbourhood;
  let asking: Asking;
  let hers: AnnasThings;
  let strangers: Record<'ben' | 'cleo' | 'otherAdmin' | 'otherMachine' | 'otherPartner' | 'visitor', Caller>;
  const before = new Map<string, unknown>();

  beforeAll(async () => {
    neighbourhood = await Neighbourhood.open();
    asking = new Asking(neighbourhood);
    const { ben, cleo, otherAdmin } = neighbourhood;
    strangers = {
      ben,
      cleo,
      otherAdmin,
      otherMachine: machine(),
      otherPartner: partner(),
      visitor: ANONYMOUS,
    };
    for (const { context, name } of listed(WITHOUT_ID, ['query'])) {
      for (const [who, caller] of Object.entries(strangers)) {
        const seen = await asking.root(context, 'query', name, caller, WITHOUT_ID[name]!);
        before.set(`${who} ${name}`, seen);
      }
    }
    hers = await neighbourhood.annaMovesIn();
  });
  afterAll(() => neighbourhood?.close());

  const entitled = ({ asWho = 'anna' }: RootCase): Caller =>
    ({ anna: neighbourhood.anna, admin: neighbourhood.admin, agent: hers.agent })[asWho];

  const ask = ({ context, kind, name }: RootField, caller: Caller, args: object): Promise<unknown> =>
    kind === 'subscription'
      ? asking.subscription(context, name, caller, args)
      : asking.root(context, kind, name, caller, args);

  /** Answers about her things and about things that there are not, each with the ids left out. */
  async function both(about: (args: AnnasThings['ids']) => Promise<unknown>): Promise<[unknown, unknown]> {
    const nobodys = nothing();
    const ids = { ...hers.ids, key: nothing().key };
    return [withoutIds(await about(ids), ids), withoutIds(await about(nobodys), nobodys)];
  }

  /** Everything that lies in the database in her name. */
  async function belongings(): Promise<unknown> {
    const { ownerPool } = neighbourhood.composed.studio;
    const { rows: tables } = await ownerPool.query<{ name: string }>(
      `select a.attrelid::regclass::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relkind = 'r' and a.attname = 'owner_id' order by 1`,
    );
    const found: Record<string, unknown> = {};
    for (const { name } of tables) {
      const { rows } = await ownerPool.query(
        `select md5(string_agg(t::text, '|' order by t::text)) as digest from ${name} t where owner_id = $1`,
        [hers.ids.userId],
      );
      found[name] = rows[0];
    }
    return found;
  }

  const byId = listed(BY_ID, ['query', 'mutation', 'subscription']);

  it.each(byId)('by $kind $name is for others as if it were not there', async (field) => {
    const untouched = await belongings();
    for (const [who, caller] of Object.entries(strangers)) {
      const [about, aboutNothing] = await both((ids) => ask(field, caller, BY_ID[field.name]!.args(ids)));
      expect({ who, answer: about }).toEqual({ who, answer: aboutNothing });
    }
    expect(await belongings()).toEqual(untouched);
  });

  it.each(byId.filter(({ name }) => !BY_ID[name]!.uncontrolled))(
    'by $kind $name is there for those who may have it',
    async (field) => {
      const root = BY_ID[field.name]!;
      const [about, aboutNothing] = await both((ids) => ask(field, entitled(root), root.args(ids)));
      expect(about).not.toEqual(aboutNothing);
    },
  );

  it.each(ENTITY_PARTS.filter(({ type }) => type in ENTITIES))(
    'as $type of $context is for others as if it were not there',
    async ({ context, type }) => {
      for (const [who, caller] of Object.entries(strangers)) {
        if (who !== 'cleo' && who !== 'otherAdmin' && KNOWN_IN_TENANT.has(`${context} ${type}`)) continue;
        const [about, aboutNothing] = await both((ids) =>
          asking.entity(context, type, caller, ENTITIES[type]!(ids)),
        );
        expect({ who, answer: about }).toEqual({ who, answer: aboutNothing });
      }
    },
  );

  it.each(Object.keys(ENTITIES))('as %s is told to those who may have it, by some context', async (type) => {
    let isTold = false;
    for (const { context } of ENTITY_PARTS.filter((part) => part.type === type)) {
      for (const caller of [neighbourhood.anna, neighbourhood.admin]) {
        const [about, aboutNothing] = await both((ids) =>
          asking.entity(context, type, caller, ENTITIES[type]!(ids)),
        );
        isTold ||= JSON.stringify(about) !== JSON.stringify(aboutNothing);
      }
    }
    expect(isTold).toBe(true);
  });

  it.each(listed(WITHOUT_ID, ['query']))(
    'changes nothing of what others see by $name',
    async ({ context, name }) => {
      for (const [who, caller] of Object.entries(strangers)) {
        const answer = await asking.root(context, 'query', name, caller, WITHOUT_ID[name]!);
        expect({ who, answer }).toEqual({ who, answer: before.get(`${who} ${name}`) });
      }
    },
  );

  it.each(listed(WITHOUT_ID, ['query']))(
    'is seen by her or her admin by $name',
    async ({ context, name }) => {
      const answers = [neighbourhood.anna, neighbourhood.admin].map((caller) =>
        asking.root(context, 'query', name, caller, WITHOUT_ID[name]!),
      );
      const others = await asking.root(context, 'query', name, neighbourhood.otherAdmin, WITHOUT_ID[name]!);
      const isSeen = (await Promise.all(answers)).some(
        (answer) => JSON.stringify(answer) !== JSON.stringify(others),
      );
      expect(isSeen).toBe(true);
    },
  );

  it.each(listed(FOLLOWED, ['subscription']))('is not heard by others who follow $name', async (field) => {
    for (const caller of Object.values(strangers)) {
      const heard = JSON.stringify(await ask(field, caller, FOLLOWED[field.name]!));
      for (const secret of hers.secrets) expect(heard).not.toContain(secret);
    }
    const own = [neighbourhood.anna, neighbourhood.admin].map((caller) =>
      ask(field, caller, FOLLOWED[field.name]!),
    );
    const heard = (await Promise.all(own)).map((answer) => JSON.stringify(answer));
    expect(heard.some((answer) => answer !== '"silence"' && answer.includes('"data"'))).toBe(true);
  });
});
