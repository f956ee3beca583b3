import { readFileSync } from 'node:fs';
import type { Caller } from '@effect-studio/kernel/context';
import { buildSchema as buildSubgraph } from '@effect-studio/kernel/subgraph';
import { AUDIENCES, type Audience } from '@effect-studio/schema/audiences/audience';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { partner } from '@effect-studio/testing/callers';
import { buildSchema, type GraphQLObjectType, type GraphQLUnionType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTEXTS } from '../contexts.ts';
import { type AnnasThings, Neighbourhood, nothing } from './annas-things.ts';
import { withoutIds } from './asking.ts';
import { AskingAsAudience } from './asking-as-audience.ts';
import { belongingsOf } from './belongings.ts';
import type { RootKind } from './probes.ts';
import { BY_ID, FOLLOWED, WITHOUT_ID } from './root-cases.ts';
import { type Stranger, strangersOf } from './strangers.ts';

interface RootField {
  audience: Audience;
  kind: RootKind;
  name: string;
}

const fieldsOf = (
  audience: Audience,
  kind: RootKind,
  root: GraphQLObjectType | null | undefined,
): RootField[] => Object.keys(root?.getFields() ?? {}).map((name) => ({ audience, kind, name }));

/** Every root field of every contract, as they are committed. */
const ROOT_FIELDS = AUDIENCES.flatMap((audience) => {
  const sdl = readFileSync(`${REPOSITORY}schema/audiences/${audience}.graphql`, 'utf8');
  const schema = buildSchema(sdl, { assumeValidSDL: true });
  return [
    ...fieldsOf(audience, 'query', schema.getQueryType()),
    ...fieldsOf(audience, 'mutation', schema.getMutationType()),
    ...fieldsOf(audience, 'subscription', schema.getSubscriptionType()),
  ];
});

const ENTITY_TYPES = [
  ...new Set(
    CONTEXTS.flatMap((definition) => {
      const union = buildSubgraph(definition).getType('_Entity') as GraphQLUnionType | undefined;
      return (union?.getTypes() ?? []).map(({ name }) => name);
    }),
  ),
];

const listed = (table: object, ...kinds: RootKind[]): RootField[] =>
  ROOT_FIELDS.filter(({ name, kind }) => name in table && kinds.includes(kind));

describe('through the contract of an audience, what Anna has', () => {
  let neighbourhood: Neighbourhood;
  let asking: AskingAsAudience;
  let hers: AnnasThings;
  let strangers: readonly Stranger[];
  let untouched: unknown;
  const before = new Map<string, unknown>();

  beforeAll(async () => {
    neighbourhood = await Neighbourhood.open();
    asking = new AskingAsAudience(neighbourhood);
    strangers = strangersOf(neighbourhood);
    for (const { audience, kind, name } of listed(WITHOUT_ID, 'query')) {
      for (const { name: who, caller } of of(audience)) {
        before.set(`${who} ${name}`, await asking.root(audience, kind, name, caller, WITHOUT_ID[name]!));
      }
    }
    hers = await neighbourhood.annaMovesIn();
    untouched = await belongings();
  });
  afterAll(() => neighbourhood?.close());

  const of = (audience: Audience): readonly Stranger[] =>
    strangers.filter((one) => one.audience === audience);
  const belongings = () => belongingsOf(neighbourhood.composed.studio, hers.ids.userId);

  /** Who of an audience may have it; null where nobody may. */
  function entitled(audience: Audience): Caller | null {
    const { anna, admin } = neighbourhood;
    const callers: Record<Audience, Caller | null> = {
      public: null,
      user: anna,
      admin,
      agent: hers.agent,
      partner: partner(anna.subjectId!),
    };
    return callers[audience];
  }

  /** Answers about her things and about things that there are not, each with the ids left out. */
  async function both(about: (ids: AnnasThings['ids']) => Promise<unknown>): Promise<[unknown, unknown]> {
    const nobodys = nothing();
    const ids = { ...hers.ids, key: nothing().key };
    return [withoutIds(await about(ids), ids), withoutIds(await about(nobodys), nobodys)];
  }

  it('is looked for as two of every audience, of two tenants where there are two', () => {
    const tenants = AUDIENCES.map(
      (audience) => new Set(of(audience).map(({ caller }) => caller.tenantId)).size,
    );
    expect(tenants).toEqual(AUDIENCES.map((audience) => (audience === 'admin' ? 1 : 2)));
  });

  it.each(listed(BY_ID, 'query', 'mutation'))(
    'is for $audience by $kind $name as if it were not there',
    async ({ audience, kind, name }) => {
      for (const { name: who, caller } of of(audience)) {
        const [about, aboutNothing] = await both((ids) =>
          asking.root(audience, kind, name, caller, BY_ID[name]!.args(ids)),
        );
        expect({ who, answer: about }).toEqual({ who, answer: aboutNothing });
      }
    },
  );

  it.each(
    listed(BY_ID, 'query').filter(
      ({ name, audience }) => audience !== 'public' && !BY_ID[name]!.uncontrolled,
    ),
  )('is told to $audience by $kind $name where they may have it', async ({ audience, kind, name }) => {
    const [about, aboutNothing] = await both((ids) =>
      asking.root(audience, kind, name, entitled(audience)!, BY_ID[name]!.args(ids)),
    );
    expect(about).not.toEqual(aboutNothing);
  });

  it.each(listed(WITHOUT_ID, 'query'))(
    'changes nothing of what others of $audience see by $name',
    async ({ audience, kind, name }) => {
      for (const { name: who, caller } of of(audience)) {
        const answer = await asking.root(audience, kind, name, caller, WITHOUT_ID[name]!);
        expect({ who, answer }).toEqual({ who, answer: before.get(`${who} ${name}`) });
      }
    },
  );

  it.each(listed(BY_ID, 'subscription'))(
    'is for $audience who follow $name as if it were not there',
    async ({ audience, name }) => {
      for (const { name: who, caller } of of(audience)) {
        const [about, aboutNothing] = await both((ids) =>
          asking.subscription(audience, name, caller, BY_ID[name]!.args(ids)),
        );
        expect({ who, heard: about }).toEqual({ who, heard: aboutNothing });
      }
    },
  );

  it.each(listed(FOLLOWED, 'subscription'))(
    'is not heard by others of $audience who follow $name',
    async ({ audience, name }) => {
      const heard = await Promise.all(
        of(audience).map(({ caller }) => asking.subscription(audience, name, caller, FOLLOWED[name]!)),
      );
      for (const text of heard) for (const secret of hers.secrets) expect(text).not.toContain(secret);
    },
  );

  it.each(AUDIENCES)(
    'cannot be asked for as an entity by %s, neither by its owner nor by others',
    async (audience) => {
      expect(ENTITY_TYPES.length).toBeGreaterThan(20);
      const callers = [...of(audience).map(({ caller }) => caller), entitled(audience)].filter(
        (one) => one !== null,
      );
      for (const type of ENTITY_TYPES) {
        const query = `{ _entities(representations: [{ __typename: "${type}", id: "${hers.ids.runId}" }]) { __typename } }`;
        for (const caller of callers) {
          const refusal = await asking.refusalOf(audience, caller, query);
          expect({ type, status: refusal?.status }).toEqual({ type, status: 400 });
        }
      }
    },
  );

  it('is as it was after all of that', async () => {
    expect(await belongings()).toEqual(untouched);
  });
});
