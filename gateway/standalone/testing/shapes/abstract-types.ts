import { federation2 } from '../toy-federation.ts';
import { asGiven, byKey, type Row, type Shape } from './shape.ts';

const BOOKS = [
  {
    __typename: 'Book',
    id: '1',
    sku: 'sku1',
    title: 'Dune',
    pages: 412,
    createdBy: 'u1',
    reviews: [{ stars: 5 }, { stars: 3 }],
  },
  { __typename: 'Magazine', id: '2', sku: 'sku2', title: 'Wired', issue: 7, createdBy: 'u2', reviews: [] },
];
const USERS = [
  { id: 'u1', name: 'Ada' },
  { id: 'u2', name: null },
];
const products = BOOKS.map((one) => ({ ...one, createdBy: USERS.find(({ id }) => id === one.createdBy) }));

const ACCOUNTS = [
  { __typename: 'User', id: '1', name: 'Ada', age: 36, username: 'ada' },
  { __typename: 'Admin', id: '2', name: 'Root', isMain: true, username: 'root' },
];
const shown = ACCOUNTS.map((one) => ({ ...one, greeting: `Hello ${one.name}` }));

const NODES: readonly Row[] = [
  { __typename: 'Product', id: 'p1', price: 12, name: 'lamp' },
  { __typename: 'Category', id: 'c1', title: 'light', size: 2 },
  { __typename: 'Product', id: 'p2', price: null, name: 'sofa' },
];
const nodeOf = ({ id }: { id: string }) => NODES.find((one) => one.id === id) ?? null;

const MIXED: Row[] = [
  { __typename: 'User', id: '1', rank: 4 },
  { __typename: 'Admin', id: '2', rank: 'chief' },
  { __typename: 'User', id: '3', rank: null },
];
MIXED[0]!.similar = [MIXED[2]];
MIXED[1]!.similar = MIXED[1];
MIXED[2]!.similar = null;

/** Shapes of interfaces and unions that several subgraphs have a part of. */
export const ABSTRACT_SHAPES: readonly Shape[] = [
  {
    title: 'abstract types: fields of an interface that other subgraphs add to what implements it',
    subgraphs: {
      shelf: {
        sdl: federation2(`type Query { products: [Product!]! similar(id: ID!): Product }
          interface Product { id: ID! sku: String createdBy: User }
          type User @key(fields: "id") { id: ID! }
          type Book implements Product @key(fields: "id") { id: ID! sku: String title: String @shareable createdBy: User pages: Int }
          type Magazine implements Product @key(fields: "id") { id: ID! sku: String title: String @shareable createdBy: User issue: Int }`),
        resolvers: {
          Query: {
            products: () => products,
            similar: (_: unknown, { id }: { id: string }) => products.find((one) => one.id === id) ?? null,
          },
          Book: { __resolveReference: byKey(products, 'id') },
          Magazine: { __resolveReference: byKey(products, 'id') },
        },
      },
      users: {
        sdl: federation2('type User @key(fields: "id") { id: ID! name: String }'),
        resolvers: { User: { __resolveReference: byKey(USERS, 'id') } },
      },
      reviews: {
        sdl: federation2(`type Query { reviewed: [Product!]! }
          interface Product { id: ID! reviews: [Review!]! }
          type Book implements Product @key(fields: "id") { id: ID! reviews: [Review!]! }
          type Magazine implements Product @key(fields: "id") { id: ID! reviews: [Review!]! }
          type Review { stars: Int! }`),
        resolvers: {
          Query: {
            reviewed: () => BOOKS.map(({ __typename, id, reviews }) => ({ __typename, id, reviews })),
          },
          Book: { __resolveReference: byKey(BOOKS, 'id') },
          Magazine: { __resolveReference: byKey(BOOKS, 'id') },
        },
      },
    },
    world: {
      products,
      reviewed: products,
      similar: ({ id }: { id: string }) => products.find((one) => one.id === id) ?? null,
    },
    asks: [
      '{ products { id reviews { stars } createdBy { name } } }',
      '{ reviewed { sku ... on Book { pages title } ... on Magazine { issue createdBy { id name } } reviews { stars } } }',
      '{ similar(id: "1") { __typename reviews { stars } } none: similar(id: "9") { id } }',
    ],
  },
  {
    title: 'node: one interface of two subgraphs, and entities that only the other one can complete',
    subgraphs: {
      shop: {
        sdl: federation2(`type Query { node(id: ID!): Node @shareable productNode: Node nodes: [Node!]! }
          interface Node { id: ID! }
          type Product implements Node @key(fields: "id") { id: ID! name: String price: Float }
          type Category implements Node @key(fields: "id") { id: ID! }`),
        resolvers: {
          Query: {
            node: (_: unknown, given: { id: string }) => nodeOf(given),
            productNode: () => NODES[0],
            nodes: () => NODES,
          },
          Product: { __resolveReference: byKey(NODES, 'id') },
          Category: { __resolveReference: byKey(NODES, 'id') },
        },
      },
      topics: {
        sdl: federation2(`type Query { node(id: ID!): Node @shareable categoryNode: Node }
          interface Node { id: ID! }
          type Category implements Node @key(fields: "id") { id: ID! title: String size: Int }
          type Product implements Node @key(fields: "id") { id: ID! }`),
        resolvers: {
          Query: { node: (_: unknown, given: { id: string }) => nodeOf(given), categoryNode: () => NODES[1] },
          Category: { __resolveReference: byKey(NODES, 'id') },
          Product: { __resolveReference: byKey(NODES, 'id') },
        },
      },
    },
    world: { node: nodeOf, productNode: NODES[0], categoryNode: NODES[1], nodes: NODES },
    asks: [
      '{ productNode { ... on Product { id name __typename price } } categoryNode { ... on Category { size id } } }',
      '{ a: node(id: "p1") { ...N } b: node(id: "c1") { ...N } c: node(id: "x") { ...N } } fragment N on Node { __typename id ... on Product { price } ... on Category { title } }',
      '{ nodes { id ... on Category { title size } ... on Product { name } } }',
    ],
  },
  {
    title:
      'interface object with requires: what it adds needs a field of the interface, and it knows no types',
    apolloDiffers:
      'where it is asked of one type only, objects of other types are sent without their keys; types become the interface',
    subgraphs: {
      accounts: {
        sdl: federation2(`type Query { accounts: [Account!]! someone: Account }
          interface Account @key(fields: "id") { id: ID! name: String }
          type User implements Account @key(fields: "id") { id: ID! name: String age: Int }
          type Admin implements Account @key(fields: "id") { id: ID! name: String isMain: Boolean! }`),
        resolvers: {
          Query: { accounts: () => ACCOUNTS, someone: () => ACCOUNTS[1] },
          Account: { __resolveReference: byKey(ACCOUNTS, 'id') },
          User: { __resolveReference: byKey(ACCOUNTS, 'id') },
          Admin: { __resolveReference: byKey(ACCOUNTS, 'id') },
        },
      },
      greetings: {
        sdl: federation2(`type Query { anotherAccount: Account greeted: [Account!]! }
          type Account @key(fields: "id") @interfaceObject { id: ID! name: String @external username: String greeting: String @requires(fields: "name") }`),
        resolvers: {
          Query: { anotherAccount: () => ({ id: '1' }), greeted: () => [{ id: '2' }, { id: '1' }] },
          Account: {
            __resolveReference: asGiven,
            username: ({ id }: { id: string }) => ACCOUNTS.find((one) => one.id === id)!.username,
            greeting: ({ name }: { name: string }) => `Hello ${name}`,
          },
        },
      },
    },
    world: { accounts: shown, someone: shown[1], anotherAccount: shown[0], greeted: [shown[1], shown[0]] },
    asks: [
      '{ accounts { greeting username ... on User { age } ... on Admin { isMain } } }',
      '{ accounts { ... on User { name } ... on Admin { greeting } } }',
      '{ accounts { ... on User { name } ... on Admin { greeting kind: __typename } } }',
      '{ anotherAccount { __typename username greeting } greeted { id name ... on Admin { isMain } } }',
      '{ greeted { greeting __typename } someone { ... on Admin { username } ... on User { greeting } } }',
    ],
  },
  {
    title: 'union intersection: each subgraph has other members, and says nothing of those it does not know',
    subgraphs: {
      a: {
        sdl: federation2(`type Query { media: Media @shareable book: Media @shareable list: [Media] }
          union Media = Book | Song
          type Book @shareable { title: String! } type Song @shareable { title: String! length: Int }`),
        resolvers: {
          Query: {
            media: () => ({ __typename: 'Book', title: 'Dune' }),
            book: () => ({ __typename: 'Book', title: 'Dune' }),
            list: () => [
              { __typename: 'Book', title: 'Dune' },
              null,
              { __typename: 'Song', title: 'Hey', length: 3 },
            ],
          },
        },
      },
      b: {
        sdl: federation2(`type Query { media: Media @shareable viewer: Viewer book: Media @shareable }
          type Viewer { media: Media } union Media = Book | Movie
          type Book @shareable { title: String! } type Movie @shareable { title: String! }`),
        resolvers: {
          Query: {
            media: () => ({ __typename: 'Book', title: 'Dune' }),
            book: () => ({ __typename: 'Book', title: 'Dune' }),
            viewer: () => ({ media: { __typename: 'Movie', title: 'Alien' } }),
          },
        },
      },
    },
    world: {
      media: { __typename: 'Book', title: 'Dune' },
      book: { __typename: 'Book', title: 'Dune' },
      list: [{ __typename: 'Book', title: 'Dune' }, null, { __typename: 'Song', title: 'Hey', length: 3 }],
      viewer: { media: { __typename: 'Movie', title: 'Alien' } },
    },
    asks: [
      '{ media { __typename ... on Book { title } ... on Movie { title } ... on Song { title } } }',
      '{ viewer { media { ... on Movie { title } ... on Song { length } } } book { ... on Song { title } } }',
      '{ list { kind: __typename ... on Song { length title } ... on Movie { title } } }',
    ],
  },
  {
    title: 'fields of one name and different types in the members of a union',
    subgraphs: {
      a: {
        sdl: federation2(`type Query { all: [Either!]! } union Either = User | Admin
          type User @key(fields: "id") { id: ID! } type Admin @key(fields: "id") { id: ID! }`),
        resolvers: {
          Query: { all: () => MIXED },
          User: { __resolveReference: byKey(MIXED, 'id') },
          Admin: { __resolveReference: byKey(MIXED, 'id') },
        },
      },
      b: {
        sdl: federation2(
          `type User @key(fields: "id") { id: ID! rank: Int similar: [User!] } type Admin @key(fields: "id") { id: ID! rank: String! similar: Admin }`,
        ),
        resolvers: {
          User: { __resolveReference: byKey(MIXED, 'id') },
          Admin: { __resolveReference: byKey(MIXED, 'id') },
        },
      },
    },
    world: { all: MIXED },
    asks: [
      '{ all { ... on User { rank similar { id } } ... on Admin { name: rank next: similar { id rank } } } }',
      '{ all { __typename ... on User { similar { rank } } ... on Admin { adminRank: rank } } }',
    ],
  },
];
