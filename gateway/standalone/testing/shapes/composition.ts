import { federation2 } from '../toy-federation.ts';
import { asGiven, byKey, type Row, type Shape } from './shape.ts';

const USERS = [
  { id: 'u1', name: 'Ada', rid: 'rid-u1', nickname: 'ada', type: 'REGULAR' },
  { id: 'u2', name: 'Bob', rid: 'rid-u2', nickname: 'bob', type: 'ANONYMOUS' },
];
const POSTS = [
  { id: 'p1', title: 'one', createdAt: 'p1-new', inputs: 2, isHot: true },
  { id: 'p2', title: 'two', createdAt: 'p2-new', inputs: 0, isHot: false },
];

const PARTS = {
  id: '1',
  name: { id: 'n1', brand: 'Acme', model: 'X' },
  price: { id: 'e1', amount: 12, currency: 'EUR' },
  category: { id: 'c1', name: 'light' },
};

/** Shapes of what composition makes of parts that overlap, move or are hidden. */
export const COMPOSITION_SHAPES: readonly Shape[] = [
  {
    title: 'shared root: one root field of three subgraphs without keys, each with a part of the value',
    subgraphs: {
      names: {
        sdl: federation2(
          'type Query { product: Product @shareable products: [Product!]! @shareable } type Product { id: ID! @shareable name: Name } type Name { id: ID! brand: String model: String }',
        ),
        resolvers: { Query: { product: () => PARTS, products: () => [PARTS] } },
      },
      prices: {
        sdl: federation2(
          'type Query { product: Product @shareable products: [Product!]! @shareable } type Product { id: ID! @shareable price: Price } type Price { id: ID! amount: Int currency: String }',
        ),
        resolvers: { Query: { product: () => PARTS, products: () => [PARTS] } },
      },
      categories: {
        sdl: federation2(
          'type Query { product: Product @shareable products: [Product!]! @shareable } type Product { id: ID! @shareable category: Category } type Category { id: ID! name: String }',
        ),
        resolvers: { Query: { product: () => PARTS, products: () => [PARTS] } },
      },
    },
    world: { product: PARTS, products: [PARTS] },
    asks: [
      '{ product { id name { brand model } price { amount } category { name } } }',
      '{ products { category { id } name { id } } product { price { currency } } }',
    ],
  },
  {
    title: 'enum and input object intersection: what both know may be sent, what either knows may come back',
    subgraphs: {
      a: {
        sdl: federation2(`type Query { users(type: UserType): [User!]! usersIn(filter: Filter!): [User!]! }
          type User @key(fields: "id") { id: ID! @shareable type: UserType @shareable }
          input Filter { first: Int! extra: Boolean }
          enum UserType { REGULAR ANONYMOUS }`),
        resolvers: {
          Query: {
            users: (_: unknown, { type }: { type?: string }) =>
              USERS.filter((one) => !type || one.type === type),
            usersIn: (_: unknown, { filter }: { filter: { first: number } }) => USERS.slice(0, filter.first),
          },
          User: { __resolveReference: byKey(USERS, 'id') },
        },
      },
      b: {
        sdl: federation2(`type Query { anyUser(type: UserType!, filter: Filter): User }
          type User @key(fields: "id") { id: ID! @shareable type: UserType @shareable name: String }
          input Filter { first: Int! }
          enum UserType { REGULAR ANONYMOUS }`),
        resolvers: {
          Query: {
            anyUser: (_: unknown, { type }: { type: string }) => USERS.find((one) => one.type === type),
          },
          User: { __resolveReference: byKey(USERS, 'id') },
        },
      },
    },
    world: {
      users: ({ type }: { type?: string }) => USERS.filter((one) => !type || one.type === type),
      usersIn: ({ filter }: { filter: { first: number } }) => USERS.slice(0, filter.first),
      anyUser: ({ type }: { type: string }) => USERS.find((one) => one.type === type),
    },
    asks: [
      '{ users { id type name } regular: users(type: REGULAR) { name } }',
      {
        query:
          'query ($type: UserType!, $filter: Filter = { first: 1 }) { anyUser(type: $type, filter: $filter) { type id } }',
        variables: { type: 'ANONYMOUS' },
      },
      {
        query: 'query ($filter: Filter!) { usersIn(filter: $filter) { name } }',
        variables: { filter: { first: 2 } },
      },
    ],
  },
  {
    title: 'override with requires, and a field that its former subgraph still needs',
    subgraphs: {
      old: {
        sdl: federation2(`type Query { posts: [Post!]! }
          type Post @key(fields: "id") { id: ID! title: String createdAt: String inputs: Int @external isHot: Boolean @requires(fields: "inputs") }`),
        resolvers: {
          Query: { posts: () => POSTS.map(({ id, title }) => ({ id, title, createdAt: 'old' })) },
          Post: {
            __resolveReference: async (reference: Row) => ({
              ...POSTS.find((one) => one.id === reference.id),
              createdAt: 'old',
              ...reference,
            }),
            isHot: ({ inputs }: { inputs: number }) => inputs > 1,
          },
        },
      },
      new: {
        sdl: federation2(`type Query { newest: Post }
          type Post @key(fields: "id") { id: ID! createdAt: String @override(from: "old") inputs: Int }`),
        resolvers: { Query: { newest: () => POSTS[1] }, Post: { __resolveReference: byKey(POSTS, 'id') } },
      },
    },
    world: { posts: POSTS, newest: POSTS[1] },
    asks: [
      '{ posts { id createdAt } newest { title createdAt } }',
      '{ posts { isHot } newest { isHot inputs } }',
    ],
  },
  {
    title: 'unavailable override: a field is taken over from a subgraph that is not there',
    subgraphs: {
      a: {
        sdl: federation2('type Query { post: Post } type Post @key(fields: "id") { id: ID! title: String }'),
        resolvers: { Query: { post: () => POSTS[0] }, Post: { __resolveReference: byKey(POSTS, 'id') } },
      },
      b: {
        sdl: federation2(
          'type Post @key(fields: "id") { id: ID! createdAt: String @override(from: "gone") }',
        ),
        resolvers: { Post: { __resolveReference: byKey(POSTS, 'id') } },
      },
    },
    world: { post: POSTS[0] },
    asks: ['{ post { createdAt title } }'],
  },
  {
    title: 'inaccessible: a hidden key still joins, and hidden fields are required all the same',
    subgraphs: {
      friends: {
        sdl: federation2(`type Query { usersInFriends: [User!]! }
          type User @key(fields: "id") { id: ID! friends(type: FriendType = FAMILY @inaccessible): [User!]! type: FriendType @inaccessible }
          enum FriendType @inaccessible { FAMILY FRIEND }`),
        resolvers: {
          Query: { usersInFriends: () => USERS },
          User: {
            __resolveReference: byKey(USERS, 'id'),
            friends: ({ id }: { id: string }) => USERS.filter((one) => one.id !== id),
            type: () => 'FAMILY',
          },
        },
      },
      ages: {
        sdl: federation2(`type Query { usersInAge: [User!]! }
          type User @key(fields: "id") @key(fields: "rid") { id: ID @shareable rid: ID! @inaccessible nickname: String @inaccessible }`),
        resolvers: { Query: { usersInAge: () => USERS }, User: { __resolveReference: byKey(USERS, 'id') } },
      },
      names: {
        sdl: federation2(
          `type User @key(fields: "rid") { rid: ID! nickname: String @external shout: String @requires(fields: "nickname") name: String }`,
        ),
        resolvers: {
          User: {
            __resolveReference: async (reference: Row) => ({
              ...USERS.find((one) => one.rid === reference.rid),
              ...reference,
            }),
            shout: ({ nickname }: { nickname: string }) => nickname.toUpperCase(),
          },
        },
      },
    },
    world: (() => {
      const all: Row[] = USERS.map((one) => ({ ...one, shout: one.nickname.toUpperCase() }));
      for (const one of all) one.friends = all.filter((other) => other !== one);
      return { usersInFriends: all, usersInAge: all };
    })(),
    asks: [
      '{ usersInFriends { id friends { name } } usersInAge { shout } }',
      '{ usersInAge { id friends { shout id } } }',
    ],
  },
  {
    title: 'Federation 1: extended types in either spelling, and external keys that nobody provides',
    subgraphs: {
      users: {
        sdl: `extend type Query { user: User users: [User!]! }
          type User @key(fields: "id") { id: ID! name: String! rid: ID }`,
        resolvers: {
          Query: { user: () => USERS[0], users: () => USERS },
          User: { __resolveReference: byKey(USERS, 'id') },
        },
      },
      nicknames: {
        sdl: `extend type Query { userById(id: ID): User }
          extend type User @key(fields: "id") { id: ID! @external nickname: String greeting: String @requires(fields: "name") name: String! @external }`,
        resolvers: {
          Query: {
            userById: (_: unknown, { id }: { id: string }) =>
              USERS.some((one) => one.id === id) ? { id } : null,
          },
          User: {
            __resolveReference: async (reference: Row) => ({ ...reference }),
            nickname: ({ id }: { id: string }) => USERS.find((one) => one.id === id)!.nickname,
            greeting: ({ name }: { name: string }) => `Hello ${name}`,
          },
        },
      },
      types: {
        sdl: `type User @extends @key(fields: "id") { id: ID! @external type: String }`,
        resolvers: { User: { __resolveReference: byKey(USERS, 'id') } },
      },
    },
    world: (() => {
      const all = USERS.map((one) => ({ ...one, greeting: `Hello ${one.name}` }));
      return {
        user: all[0],
        users: all,
        userById: ({ id }: { id: string }) => all.find((one) => one.id === id) ?? null,
      };
    })(),
    asks: [
      '{ user { id name nickname type } }',
      '{ users { greeting } userById(id: "u2") { rid type greeting } none: userById(id: "x") { id } }',
    ],
  },
  {
    title: 'Federation 2: extend, external parts, and an entity that cannot be resolved where it is told',
    subgraphs: {
      users: {
        sdl: federation2(
          'type Query { users: [User!]! } type User @key(fields: "id") { id: ID! name: String @shareable rid: ID }',
        ),
        resolvers: { Query: { users: () => USERS }, User: { __resolveReference: byKey(USERS, 'id') } },
      },
      posts: {
        sdl: federation2(`type Query { posts: [Post!]! providedPosts: [Post!]! }
          type Post { id: ID! author: User @provides(fields: "name") writer: User }
          extend type User @key(fields: "id") { id: ID! @external name: String @external }`),
        resolvers: {
          Query: {
            posts: () => POSTS.map(({ id }, at) => ({ id, author: USERS[at], writer: USERS[at] })),
            providedPosts: () => [{ id: 'p9', author: USERS[0], writer: null }],
          },
          User: { __resolveReference: asGiven },
        },
      },
      links: {
        sdl: federation2(
          `type Query { link: Link } type Link { to: User } type User @key(fields: "id", resolvable: false) { id: ID! }`,
        ),
        resolvers: { Query: { link: () => ({ to: { id: 'u2' } }) } },
      },
    },
    world: {
      users: USERS,
      posts: POSTS.map(({ id }, at) => ({ id, author: USERS[at], writer: USERS[at] })),
      providedPosts: [{ id: 'p9', author: USERS[0], writer: null }],
      link: { to: USERS[1] },
    },
    asks: [
      '{ posts { author { name id } writer { name rid } } link { to { id name } } }',
      '{ providedPosts { id author { name rid } writer { id } } }',
    ],
  },
  {
    title: 'typename: of roots, under other names, and beside nothing else',
    subgraphs: {
      a: {
        sdl: federation2('type Query { user: User } type User @key(fields: "id") { id: ID! }'),
        resolvers: { Query: { user: () => USERS[0] } },
      },
      b: {
        sdl: federation2('type Query { other: User } type User @key(fields: "id") { id: ID! name: String }'),
        resolvers: { Query: { other: () => USERS[1] }, User: { __resolveReference: byKey(USERS, 'id') } },
      },
    },
    world: { user: { __typename: 'User', ...USERS[0] }, other: { __typename: 'User', ...USERS[1] } },
    asks: [
      '{ __typename }',
      '{ root: __typename user { __typename kind: __typename } }',
      '{ other { t: __typename } user { __typename name } ... on Query { again: __typename } }',
    ],
  },
  {
    title: 'mutations: the result is an entity that others complete, and arguments reach the right subgraph',
    subgraphs: {
      users: {
        sdl: federation2(`type Query { user: User } type Mutation { rename(id: ID!, to: String!): User greet(name: String!): String! @shareable }
          type User @key(fields: "id") { id: ID! name: String }`),
        resolvers: {
          Query: { user: () => USERS[0] },
          Mutation: {
            rename: (_: unknown, { id, to }: { id: string; to: string }) => ({ id, name: to }),
            greet: (_: unknown, { name }: { name: string }) => `Hello ${name}`,
          },
          User: { __resolveReference: byKey(USERS, 'id') },
        },
      },
      more: {
        sdl: federation2(
          `type Mutation { touch(id: ID!): User greet(name: String!): String! @shareable } type User @key(fields: "id") { id: ID! nickname: String }`,
        ),
        resolvers: {
          Mutation: {
            touch: (_: unknown, { id }: { id: string }) => USERS.find((one) => one.id === id) ?? null,
            greet: (_: unknown, { name }: { name: string }) => `Hello ${name}`,
          },
          User: { __resolveReference: byKey(USERS, 'id') },
        },
      },
    },
    world: {
      user: USERS[0],
      rename: ({ id, to }: { id: string; to: string }) => ({
        ...USERS.find((one) => one.id === id),
        name: to,
      }),
      touch: ({ id }: { id: string }) => USERS.find((one) => one.id === id) ?? null,
      greet: ({ name }: { name: string }) => `Hello ${name}`,
    },
    asks: [
      'mutation { rename(id: "u1", to: "Eve") { name nickname } }',
      {
        query:
          'mutation M($id: ID!, $to: String!) { a: touch(id: $id) { name } b: rename(id: $id, to: $to) { nickname name } greet(name: $to) }',
        variables: { id: 'u2', to: 'Zed' },
      },
      'mutation { none: touch(id: "x") { id } __typename }',
    ],
  },
];
