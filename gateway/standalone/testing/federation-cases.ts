import { federation2, type ToySubgraph } from './toy-federation.ts';

/** What federation promises, on a supergraph of its own: an operation and its answer. */
export interface FederationCase {
  readonly title: string;
  readonly subgraphs: Readonly<Record<string, ToySubgraph>>;
  readonly asks: readonly { query: string; data?: unknown; hasErrors?: boolean }[];
}

const BOOKS = [
  { __typename: 'Book', id: 'm1', title: 'Dune', pages: 412 },
  { __typename: 'Film', id: 'm2', title: 'Alien', minutes: 117 },
];
const mediumOf = ({ id }: { id: string }) => BOOKS.find((one) => one.id === id) ?? null;

const media: ToySubgraph = {
  sdl: federation2(`
    type Query { media: [Media!]! medium(id: ID!): Media }
    interface Media @key(fields: "id") { id: ID! title: String! }
    type Book implements Media @key(fields: "id") { id: ID! title: String! pages: Int }
    type Film implements Media @key(fields: "id") { id: ID! title: String! minutes: Int }`),
  resolvers: {
    Query: { media: () => BOOKS, medium: (_: unknown, { id }: { id: string }) => mediumOf({ id }) },
    Media: { __resolveReference: async (reference: { id: string }) => mediumOf(reference) },
    Book: { __resolveReference: async (reference: { id: string }) => mediumOf(reference) },
    Film: { __resolveReference: async (reference: { id: string }) => mediumOf(reference) },
  },
};

let total = 0;

export const FEDERATION_CASES: readonly FederationCase[] = [
  {
    title: '@interfaceObject adds fields to every implementation, also where only it knows the object',
    subgraphs: {
      media,
      fans: {
        sdl: federation2(`
          type Query { favourite: Media lost: Media }
          type Media @key(fields: "id") @interfaceObject { id: ID! title: String! @external likes: Int! shout: String @requires(fields: "title") }`),
        resolvers: {
          Query: { favourite: () => ({ id: 'm2' }), lost: () => ({ id: 'm9' }) },
          Media: {
            __resolveReference: async (reference: object) => reference,
            likes: ({ id }: { id: string }) => (id === 'm1' ? 3 : 5),
            shout: ({ title }: { title: string }) => `${title.toUpperCase()}!`,
          },
        },
      },
    },
    asks: [
      {
        query: '{ media { __typename likes shout ... on Film { minutes likes } } }',
        data: {
          media: [
            { __typename: 'Book', likes: 3, shout: 'DUNE!' },
            { __typename: 'Film', likes: 5, shout: 'ALIEN!', minutes: 117 },
          ],
        },
      },
      {
        query: '{ favourite { __typename id ... on Film { title } ... on Book { pages } } }',
        data: { favourite: { __typename: 'Film', id: 'm2', title: 'Alien' } },
      },
      { query: '{ favourite { likes id } }', data: { favourite: { likes: 5, id: 'm2' } } },
      // Its type cannot be known: the object is none that may be answered.
      { query: '{ lost { __typename id } }', data: { lost: null } },
    ],
  },
  {
    title: '@requires takes nested selections and fragments, and @provides spares a fetch',
    subgraphs: {
      shop: {
        sdl: federation2(`
          type Query { items: [Item!]! }
          type Item @key(fields: "sku") { sku: ID! name: String! @shareable size: Size wrap: Wrap }
          type Size { width: Int! height: Int! }
          interface Wrap { id: ID! }
          type Box implements Wrap { id: ID! depth: Int! }
          type Bag implements Wrap { id: ID! cloth: String! }`),
        resolvers: {
          Query: {
            items: () => [
              {
                sku: '1',
                name: 'lamp',
                size: { width: 2, height: 3 },
                wrap: { __typename: 'Box', id: 'x', depth: 4 },
              },
              { sku: '2', name: 'sock', size: null, wrap: { __typename: 'Bag', id: 'y', cloth: 'wool' } },
            ],
          },
          Item: { __resolveReference: async ({ sku }: { sku: string }) => ({ sku, name: `item ${sku}` }) },
        },
      },
      parcels: {
        sdl: federation2(`
          type Query { parcels: [Parcel!]! }
          type Parcel { item: Item! @provides(fields: "name") }
          type Item @key(fields: "sku") {
            sku: ID! name: String! @external size: Size @external wrap: Wrap @external
            volume: Int @requires(fields: "size { width height } wrap { ... on Box { depth } ... on Bag { cloth } }")
          }
          type Size @external { width: Int! height: Int! }
          interface Wrap { id: ID! }
          type Box implements Wrap @external { id: ID! depth: Int! }
          type Bag implements Wrap @external { id: ID! cloth: String! }`),
        resolvers: {
          Query: { parcels: () => [{ item: { sku: '1', name: 'provided' } }] },
          Item: {
            __resolveReference: async (reference: object) => reference,
            volume: (item: {
              size: { width: number; height: number } | null;
              wrap: { depth?: number; cloth?: string };
            }) => (item.size ? item.size.width * item.size.height * (item.wrap.depth ?? 1) : null),
          },
        },
      },
    },
    asks: [
      {
        query: '{ items { volume sku } }',
        data: {
          items: [
            { volume: 24, sku: '1' },
            { volume: null, sku: '2' },
          ],
        },
      },
      { query: '{ parcels { item { name } } }', data: { parcels: [{ item: { name: 'provided' } }] } },
    ],
  },
  {
    title: 'keys that are null or point nowhere leave nulls, and circles of references end',
    subgraphs: {
      posts: {
        sdl: federation2(`
          type Query { posts: [Post!]! }
          type Post @key(fields: "id") { id: ID! author: Person }
          type Person @key(fields: "id", resolvable: false) { id: ID! }`),
        resolvers: {
          Query: {
            posts: () => [
              { id: '1', author: { id: 'a' } },
              { id: '2', author: null },
              { id: '3', author: { id: 'gone' } },
              { id: '4', author: { id: 'a' } },
            ],
          },
          Post: { __resolveReference: async ({ id }: { id: string }) => ({ id, author: { id: 'a' } }) },
        },
      },
      people: {
        sdl: federation2(`
          type Person @key(fields: "id") { id: ID! name: String best: Post }
          type Post @key(fields: "id", resolvable: false) { id: ID! }`),
        resolvers: {
          Person: {
            __resolveReference: async ({ id }: { id: string }) =>
              id === 'gone' ? null : { id, name: `person ${id}`, best: { id: '1' } },
          },
        },
      },
    },
    asks: [
      {
        query: '{ posts { author { name } } }',
        data: {
          posts: [
            { author: { name: 'person a' } },
            { author: null },
            { author: { name: null } },
            { author: { name: 'person a' } },
          ],
        },
      },
      {
        query: '{ posts { author { best { author { best { id author { name } } } } } } }',
        data: {
          posts: [1, 2, 3, 4].map((id) => ({
            author:
              id === 2
                ? null
                : { best: id === 3 ? null : { author: { best: { id: '1', author: { name: 'person a' } } } } },
          })),
        },
      },
    ],
  },
  {
    title: 'only what all subgraphs agree on exists: enums, unions, input objects, inaccessible parts',
    subgraphs: {
      a: {
        sdl: federation2(`
          type Query { things(filter: Filter): [Thing!]! kind: Kind kindOut: Out! }
          input Filter { first: Int @shareableHint text: String }
          union Thing = Apple | Pear
          type Apple { colour: String @shareable kind: Kind @shareable }
          type Pear @shareable { colour: String }
          enum Kind { RED GREEN SECRET @inaccessible }
          type Out { kind: Kind! }
          directive @shareableHint on INPUT_FIELD_DEFINITION`),
        resolvers: {
          Query: {
            things: (_: unknown, { filter }: { filter?: { first?: number } }) =>
              [
                { __typename: 'Apple', colour: 'red', kind: 'SECRET' },
                { __typename: 'Pear', colour: 'green' },
              ].slice(0, filter?.first ?? 2),
            kind: () => 'SECRET',
            kindOut: () => ({ kind: 'SECRET' }),
          },
        },
      },
      b: {
        sdl: federation2(`
          type Query { more(filter: Filter): [Thing!]! @shareable }
          input Filter { first: Int }
          union Thing = Apple | Plum
          type Apple @shareable { colour: String kind: Kind }
          type Plum { colour: String stone: Boolean! }
          enum Kind { RED GREEN SECRET @inaccessible }`),
        resolvers: { Query: { more: () => [{ __typename: 'Plum', stone: true, colour: 'blue' }] } },
      },
    },
    asks: [
      {
        query: '{ things { __typename ... on Apple { kind } ... on Pear { colour } ... on Plum { stone } } }',
        data: {
          things: [
            { __typename: 'Apple', kind: null },
            { __typename: 'Pear', colour: 'green' },
          ],
        },
      },
      {
        query: '{ more { ... on Plum { stone } ... on Apple { colour } } }',
        data: { more: [{ stone: true }] },
      },
      {
        query: '{ things(filter: { first: 1 }) { ... on Apple { colour } } }',
        data: { things: [{ colour: 'red' }] },
      },
      { query: '{ things(filter: { text: "x" }) { __typename } }', hasErrors: true },
      { query: '{ kind }', data: { kind: null } },
      { query: '{ kindOut { kind } }', data: null },
    ],
  },
  {
    title: 'mutations run one after the other across subgraphs, and @override moves a field',
    subgraphs: {
      sums: {
        sdl: federation2(`
          type Query { total: Int! old: Old }
          type Mutation { add(by: Int!): Int! reset: Int! @shareable }
          type Old @key(fields: "id") { id: ID! name: String }`),
        resolvers: {
          Query: { total: () => total, old: () => ({ id: '1' }) },
          Mutation: {
            add: (_: unknown, { by }: { by: number }) => {
              total += by;
              return total;
            },
            reset: () => {
              total = 0;
              return total;
            },
          },
          Old: { name: () => 'from the old one' },
        },
      },
      products: {
        sdl: federation2(`
          type Mutation { multiply(by: Int!): Int! reset: Int! @shareable }
          type Old @key(fields: "id") { id: ID! name: String @override(from: "sums") }`),
        resolvers: {
          Mutation: {
            multiply: (_: unknown, { by }: { by: number }) => {
              total *= by;
              return total;
            },
            reset: () => {
              total = 0;
              return total;
            },
          },
          Old: {
            __resolveReference: async (reference: object) => reference,
            name: () => 'from the new one',
          },
        },
      },
    },
    asks: [
      {
        query: 'mutation { reset five: add(by: 5) ten: multiply(by: 2) twelve: add(by: 2) }',
        data: { reset: 0, five: 5, ten: 10, twelve: 12 },
      },
      {
        query: '{ old { name } __typename total }',
        data: { old: { name: 'from the new one' }, __typename: 'Query', total: 12 },
      },
    ],
  },
  {
    title: 'Federation 1 extends types, and nodes are found through an interface',
    subgraphs: {
      first: {
        sdl: `
          type Query { node(id: ID!): Node user: User }
          interface Node { id: ID! }
          type User implements Node @key(fields: "id") { id: ID! name: String! }
          type Team implements Node @key(fields: "id") { id: ID! size: Int }`,
        resolvers: {
          Query: {
            node: (_: unknown, { id }: { id: string }) =>
              id.startsWith('t')
                ? { __typename: 'Team', id, size: 4 }
                : { __typename: 'User', id, name: 'Ada' },
            user: () => ({ id: 'u1', name: 'Ada' }),
          },
        },
      },
      second: {
        sdl: `
          extend type Query { account: Account }
          type Account { owner: User }
          extend type User @key(fields: "id") { id: ID! @external name: String! @external greeting: String @requires(fields: "name") }
          extend type Team @key(fields: "id") { id: ID! @external motto: String }`,
        resolvers: {
          Query: { account: () => ({ owner: { id: 'u2' } }) },
          User: { greeting: ({ name }: { name: string }) => `Hello ${name}` },
          Team: { motto: () => 'Onwards' },
        },
      },
    },
    asks: [
      {
        query:
          '{ a: node(id: "u1") { ...N } b: node(id: "t1") { ...N } } fragment N on Node { __typename id ... on User { greeting } ... on Team { motto size } }',
        data: {
          a: { __typename: 'User', id: 'u1', greeting: 'Hello Ada' },
          b: { __typename: 'Team', id: 't1', motto: 'Onwards', size: 4 },
        },
      },
      { query: '{ user { ... on Node { ... on User { name } } } }', data: { user: { name: 'Ada' } } },
    ],
  },
  {
    title: 'what no subgraph can answer is refused, and not null without a word',
    subgraphs: {
      owner: {
        sdl: federation2(`
          type Query { thing: Thing rest: Int }
          interface Thing @key(fields: "id") { id: ID! }`),
        resolvers: { Query: { thing: () => ({ __typename: 'Thing', id: 't1' }), rest: () => 1 } },
      },
      adder: {
        sdl: federation2(`
          type Query { added: Thing }
          type Thing @key(fields: "id", resolvable: false) @interfaceObject { id: ID! label: String }`),
        resolvers: { Query: { added: () => ({ id: 't1', label: 'seen' }) } },
      },
    },
    asks: [
      { query: '{ added { id label } }', data: { added: { id: 't1', label: 'seen' } } },
      // Nothing implements it where it is asked for, and the other subgraph cannot be entered by its key.
      { query: '{ thing { label } }', hasErrors: true },
      { query: '{ rest }', data: { rest: 1 } },
    ],
  },
];
