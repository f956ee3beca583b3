import { federation2 } from '../toy-federation.ts';
import { asGiven, byKey, type Shape } from './shape.ts';

const USERS = [
  { id: '1', email: 'ada@example.org', name: 'Ada', nickname: 'countess', points: 7 },
  { id: '2', email: 'bob@example.org', name: 'Bob', nickname: null, points: 0 },
];

const PARTS = [
  {
    id: '1',
    pid: 'p1',
    name: 'wheel',
    two: 'a',
    three: 'b',
    category: { id: 'c1', tag: 'round', details: 'rolls' },
  },
  {
    id: '2',
    pid: 'p2',
    name: 'frame',
    two: 'c',
    three: 'd',
    category: { id: 'c2', tag: 'stiff', details: 'holds' },
  },
];
const composite = (row: (typeof PARTS)[number]) => ({
  ...row,
  compositeId: { two: row.two, three: row.three },
});
const PIECES = PARTS.map(composite);

const BOOKS = [
  { id: '1', upc: 'b1', title: 'Dune', author: { name: 'Herbert' } },
  { id: '3', upc: 'b3', title: 'Emma', author: { name: 'Austen' } },
];

const ROUND = round();

/** Shapes of how entities are found: by which keys, along which ways. */
export const KEY_SHAPES: readonly Shape[] = [
  {
    title: 'simple entity call: an entity by a key that another subgraph has among several',
    subgraphs: {
      accounts: {
        sdl: federation2(
          `type Query { user: User users: [User!]! } type User @key(fields: "id") { id: ID! email: String! @shareable }`,
        ),
        resolvers: {
          Query: { user: () => USERS[0], users: () => USERS },
          User: { __resolveReference: byKey(USERS, 'id') },
        },
      },
      names: {
        sdl: federation2(
          `type User @key(fields: "email") @key(fields: "id") { id: ID! email: String! @shareable name: String! nickname: String }`,
        ),
        resolvers: {
          User: {
            __resolveReference: async (reference: { id?: string }) =>
              byKey(USERS, reference.id ? 'id' : 'email')(reference),
          },
        },
      },
      scores: {
        sdl: federation2(`type User @key(fields: "email") { email: String! points: Int! }`),
        resolvers: { User: { __resolveReference: byKey(USERS, 'email') } },
      },
    },
    world: { user: USERS[0], users: USERS },
    asks: [
      '{ user { name points } }',
      '{ users { nickname points email id } }',
      '{ a: user { id } b: users { points } }',
    ],
  },
  {
    title: 'keys mashup: a plain key in one subgraph, a compound and nested one in the other',
    subgraphs: {
      a: {
        sdl: federation2(`type A @key(fields: "id") @key(fields: "pid") @key(fields: "compositeId { two three }") @key(fields: "id compositeId { two three }") {
            id: ID! pid: ID! compositeId: CompositeId! name: String! }
          type CompositeId { two: ID! @shareable three: ID! @shareable }`),
        resolvers: {
          A: {
            __resolveReference: async (reference: {
              id?: string;
              pid?: string;
              compositeId?: { two: string };
            }) => {
              const { id, pid, compositeId } = reference;
              return (
                PIECES.find((one) => one.id === id || one.pid === pid || one.two === compositeId?.two) ?? null
              );
            },
          },
        },
      },
      b: {
        sdl: federation2(`type Query { b: B bs: [B!]! }
          type B @key(fields: "id") { id: ID! a: [A!]! }
          type A @key(fields: "id compositeId { two three }") { id: ID! compositeId: CompositeId! nameInB: String! @requires(fields: "name") name: String! @external }
          type CompositeId { two: ID! @shareable three: ID! @shareable }`),
        resolvers: {
          Query: {
            b: () => ({ id: '100', a: PIECES }),
            bs: () => [
              { id: '100', a: PIECES },
              { id: '101', a: [] },
            ],
          },
          A: { __resolveReference: asGiven, nameInB: ({ name }: { name: string }) => `b.a.nameInB ${name}` },
        },
      },
    },
    world: (() => {
      const a = PIECES.map((one) => ({ ...one, nameInB: `b.a.nameInB ${one.name}` }));
      return {
        b: { id: '100', a },
        bs: [
          { id: '100', a },
          { id: '101', a: [] },
        ],
      };
    })(),
    asks: ['{ b { id a { id name nameInB } } }', '{ bs { a { nameInB pid compositeId { three } } } }'],
  },
  {
    title: 'null keys: an entity is followed along keys until one subgraph does not know it',
    subgraphs: {
      a: {
        sdl: federation2(
          `type Query { bookContainers: [BookContainer!]! } type BookContainer { book: Book } type Book @key(fields: "upc") { upc: ID! }`,
        ),
        resolvers: { Query: { bookContainers: () => ['b1', 'b2', 'b3'].map((upc) => ({ book: { upc } })) } },
      },
      b: {
        sdl: federation2(
          `type Book @key(fields: "id") @key(fields: "upc") { id: ID! upc: ID! title: String }`,
        ),
        resolvers: {
          Book: {
            __resolveReference: async (reference: { id?: string }) =>
              byKey(BOOKS, reference.id ? 'id' : 'upc')(reference),
          },
        },
      },
      c: {
        sdl: federation2(
          `type Book @key(fields: "id") { id: ID! author: Author } type Author { name: String }`,
        ),
        resolvers: { Book: { __resolveReference: byKey(BOOKS, 'id') } },
      },
    },
    world: {
      bookContainers: ['b1', 'b2', 'b3'].map((upc) => ({
        book: BOOKS.find((one) => one.upc === upc) ?? { upc, title: null, author: null },
      })),
    },
    asks: [
      '{ bookContainers { book { upc title author { name } } } }',
      '{ bookContainers { book { author { name } } } }',
    ],
  },
  {
    title: 'parent entity call: what a value lacks is fetched through the entity around it',
    subgraphs: {
      a: {
        sdl: federation2(`type Query { products: [Product!]! }
          type Product @key(fields: "id") @key(fields: "id pid") { id: ID! pid: ID! }`),
        resolvers: { Query: { products: () => PARTS }, Product: { __resolveReference: byKey(PARTS, 'id') } },
      },
      b: {
        sdl: federation2(`type Product @key(fields: "id pid") { id: ID! pid: ID! category: Category @shareable }
          type Category { id: ID! @shareable tag: String }`),
        resolvers: { Product: { __resolveReference: byKey(PARTS, 'id', 'pid') } },
      },
      c: {
        sdl: federation2(`type Product @key(fields: "id") { id: ID! category: Category @shareable }
          type Category { id: ID! @shareable details: String }`),
        resolvers: { Product: { __resolveReference: byKey(PARTS, 'id') } },
      },
    },
    world: { products: PARTS },
    asks: ['{ products { id pid category { id tag details } } }', '{ products { category { details } } }'],
  },
  {
    title: 'complex entity call: keys that are lists of objects with keys of their own',
    subgraphs: {
      lists: {
        sdl: federation2(`type Query { topProducts: ProductList! }
          type ProductList @key(fields: "products { id }") { products: [Product!]! @shareable }
          type Product @key(fields: "id") { id: ID! category: Category @shareable }
          type Category @key(fields: "id") { id: ID! mainProduct: Product! @shareable }`),
        resolvers: {
          Query: { topProducts: () => ({ products: PARTS }) },
          Product: { __resolveReference: byKey(PARTS, 'id') },
          Category: {
            mainProduct: ({ id }: { id: string }) => PARTS.find(({ category }) => category.id === id),
          },
        },
      },
      choices: {
        sdl: federation2(`type ProductList @key(fields: "products { id pid }") { products: [Product!]! @shareable first: Product selected: Product }
          type Product @key(fields: "id pid") { id: ID! pid: ID! }`),
        resolvers: {
          ProductList: {
            __resolveReference: asGiven,
            first: ({ products }: { products: object[] }) => products[0],
            selected: ({ products }: { products: object[] }) => products.at(-1),
          },
          Product: { __resolveReference: asGiven },
        },
      },
      numbers: {
        sdl: federation2(
          `type Product @key(fields: "id") @key(fields: "id pid") { id: ID! pid: ID! name: String }`,
        ),
        resolvers: { Product: { __resolveReference: byKey(PARTS, 'id') } },
      },
      tags: {
        sdl: federation2(`type Category @key(fields: "id") { id: ID! tag: String }`),
        resolvers: {
          Category: {
            __resolveReference: async ({ id }: { id: string }) =>
              PARTS.find((one) => one.category.id === id)!.category,
          },
        },
      },
    },
    world: (() => {
      const products: Record<string, unknown>[] = PARTS.map((one) => ({ ...one }));
      for (const one of products) one.category = { ...(one.category as object), mainProduct: one };
      return { topProducts: { products, first: products[0], selected: products.at(-1) } };
    })(),
    asks: [
      '{ topProducts { products { id pid name category { id tag mainProduct { id name } } } first { id name } selected { pid name } } }',
      '{ topProducts { selected { category { tag } } } }',
    ],
  },
  {
    title: 'circular references: an entity that leads back to itself through an interface',
    subgraphs: {
      products: {
        sdl: federation2(`type Query { product: Product products: [Product!]! }
          interface Product { id: ID! samePriceProduct: Product }
          type Book implements Product @key(fields: "id") { id: ID! samePriceProduct: Product title: String }
          type Pen implements Product @key(fields: "id") { id: ID! samePriceProduct: Book }`),
        resolvers: {
          Query: { product: () => ROUND[0], products: () => ROUND },
          Book: { __resolveReference: byKey(ROUND, 'id') },
          Pen: { __resolveReference: byKey(ROUND, 'id') },
        },
      },
      prices: {
        sdl: federation2(
          `type Book @key(fields: "id") { id: ID! price: Float } type Pen @key(fields: "id") { id: ID! price: Float }`,
        ),
        resolvers: {
          Book: { __resolveReference: byKey(ROUND, 'id') },
          Pen: { __resolveReference: byKey(ROUND, 'id') },
        },
      },
    },
    world: { product: ROUND[0], products: ROUND },
    asks: [
      '{ product { samePriceProduct { ... on Book { price } ... on Pen { price samePriceProduct { id price title } } } } }',
      '{ products { id samePriceProduct { __typename id samePriceProduct { id } } ... on Book { price } } }',
    ],
  },
];

function round(): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = [
    { __typename: 'Book', id: '1', title: 'Dune', price: 9.5 },
    { __typename: 'Book', id: '2', title: 'Emma', price: 9.5 },
    { __typename: 'Pen', id: '3', price: 9.5 },
  ];
  rows[0]!.samePriceProduct = rows[2];
  rows[1]!.samePriceProduct = rows[0];
  rows[2]!.samePriceProduct = rows[1];
  return rows;
}
