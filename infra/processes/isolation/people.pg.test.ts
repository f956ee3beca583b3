import type { Caller } from '@effect-studio/kernel/context';
import { buildSchema } from '@effect-studio/kernel/subgraph';
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLUnionType,
  getNamedType,
  isAbstractType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTEXTS } from '../contexts.ts';
import { documentOf, everything } from '../testing/selection.ts';
import { type AnnasThings, Neighbourhood, nothing } from './annas-things.ts';
import { Asking, entityDocument, withoutIds } from './asking.ts';
import { belongingsOf } from './belongings.ts';
import { ENTITIES, KNOWN_IN_TENANT, SHARED_ENTITIES } from './entity-cases.ts';
import { BY_ID, FOLLOWED, type RootCase, SHARED, WITHOUT_ID } from './root-cases.ts';
import { isOfHerTenant, type Stranger, strangersOf } from './strangers.ts';

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

  it('read every object type that can be reached in a context', () => {
    for (const [context, schema] of SCHEMAS) {
      const asked = ROOT_FIELDS.filter((field) => field.context === context).map(({ kind, name }) =>
        documentOf(schema, kind, name, everything),
      );
      const entities = ENTITY_PARTS.filter((part) => part.context === context).map(({ type }) =>
        entityDocument(schema, type),
      );
      const read = typesIn(schema, [...asked, ...entities]);
      const missing = [...reachableIn(schema)].filter((name) => !read.has(name));
      expect({ context, missing }).toEqual({ context, missing: [] });
    }
  });
});

/** Names of the object types that root fields and entities lead to; what the common SDL has besides is nobody's. */
function reachableIn(schema: GraphQLSchema): Set<string> {
  const reached = new Set<string>();
  const follow = (type: GraphQLNamedType | null | undefined): void => {
    if (!type || reached.has(type.name)) return;
    if (isAbstractType(type)) {
      for (const member of schema.getPossibleTypes(type)) follow(member);
    }
    if (!isObjectType(type) || type.name.startsWith('_')) return;
    reached.add(type.name);
    for (const field of Object.values(type.getFields()))
      if (everything(field)) follow(getNamedType(field.type));
  };
  follow(schema.getQueryType());
  follow(schema.getMutationType());
  follow(schema.getSubscriptionType());
  follow(schema.getType('_Entity'));
  return reached;
}

/** Names of the types whose fields are read. */
function typesIn(schema: GraphQLSchema, documents: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const document of documents) {
    const types = new TypeInfo(schema);
    const note = () => void names.add(types.getParentType()?.name ?? '');
    visit(parse(document), visitWithTypeInfo(types, { Field: note }));
  }
  return names;
}

describe('what Anna has', () => {
  let neighbourhood: Neighbourhood;
  let asking: Asking;
  let hers: AnnasThings;
  let strangers: readonly Stranger[];
  const before = new Map<string, unknown>();

  beforeAll(async () => {
    neighbourhood = await Neighbourhood.open();
    asking = new Asking(neighbourhood);
    strangers = strangersOf(neighbourhood);
    for (const { context, name } of listed(WITHOUT_ID, ['query'])) {
      for (const { name: who, caller } of strangers) {
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
  const belongings = () => belongingsOf(neighbourhood.composed.studio, hers.ids.userId);

  const byId = listed(BY_ID, ['query', 'mutation', 'subscription']);

  it.each(byId)('by $kind $name is for others as if it were not there', async (field) => {
    const untouched = await belongings();
    for (const { name: who, caller } of strangers) {
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
      for (const stranger of strangers) {
        if (isOfHerTenant(stranger) && KNOWN_IN_TENANT.has(`${context} ${type}`)) continue;
        const { name: who, caller } = stranger;
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
      for (const { name: who, caller } of strangers) {
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
    for (const { caller } of strangers) {
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
