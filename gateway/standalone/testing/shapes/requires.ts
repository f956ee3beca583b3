import { federation2 } from '../toy-federation.ts';
import { asGiven, byKey, type Row, type Shape } from './shape.ts';

const GOODS = [
  {
    id: '1',
    name: 'lamp',
    price: 12,
    weight: 3,
    dimensions: { width: 2, height: 5 },
    priceIn: { EUR: 11, USD: 12 },
  },
  {
    id: '2',
    name: 'sofa',
    price: 900,
    weight: 60,
    dimensions: { width: 20, height: 9 },
    priceIn: { EUR: 850, USD: 900 },
  },
];
const priced = ({ priceIn }: Row, { currency }: { currency: 'EUR' | 'USD' }): number =>
  (priceIn as Record<'EUR' | 'USD', number>)[currency];

const discounted = (price: number): boolean => price > 100;
const chain = GOODS.map((one) => ({
  ...one,
  hasDiscount: discounted(one.price),
  isExpensiveWithDiscount: discounted(one.price) && one.price > 500,
  canAfford: !(discounted(one.price) && one.price > 500),
}));

const HOMES = [
  { __typename: 'HomeAddress', id: 'a1', street: 'Elm Street 1', city: 'Ulm' },
  { __typename: 'WorkAddress', id: 'a2', street: 'Mill 2', company: 'Acme' },
];
const PEOPLE = [
  { id: 'u1', name: 'Ada', address: HOMES[0] },
  { id: 'u2', name: 'Bob', address: HOMES[1] },
  { id: 'u3', name: 'Cy', address: null },
];
const label = (address: Row | null): string | null =>
  address ? [address.street, address.city ?? address.company].filter(Boolean).join(', ') : null;

/** Shapes of what a subgraph needs of others before it can answer. */
export const REQUIRES_SHAPES: readonly Shape[] = [
  {
    title: 'requires that require: a chain through three subgraphs, and two fields that need the same',
    subgraphs: {
      goods: {
        sdl: federation2(
          `type Query { product: Product products: [Product!]! } type Product @key(fields: "id") { id: ID! name: String price: Float! }`,
        ),
        resolvers: {
          Query: { product: () => GOODS[1], products: () => GOODS },
          Product: { __resolveReference: byKey(GOODS, 'id') },
        },
      },
      discounts: {
        sdl: federation2(
          `type Product @key(fields: "id") { id: ID! price: Float! @external hasDiscount: Boolean! @requires(fields: "price") }`,
        ),
        resolvers: {
          Product: {
            __resolveReference: asGiven,
            hasDiscount: ({ price }: { price: number }) => discounted(price),
          },
        },
      },
      verdicts: {
        sdl: federation2(`type Product @key(fields: "id") { id: ID! price: Float! @external hasDiscount: Boolean! @external
            isExpensiveWithDiscount: Boolean! @requires(fields: "hasDiscount price") }`),
        resolvers: {
          Product: {
            __resolveReference: asGiven,
            isExpensiveWithDiscount: ({ hasDiscount, price }: { hasDiscount: boolean; price: number }) =>
              hasDiscount && price > 500,
          },
        },
      },
      wallets: {
        sdl: federation2(`type Product @key(fields: "id") { id: ID! isExpensiveWithDiscount: Boolean! @external
            canAfford: Boolean! @requires(fields: "isExpensiveWithDiscount") }`),
        resolvers: {
          Product: {
            __resolveReference: asGiven,
            canAfford: ({ isExpensiveWithDiscount }: { isExpensiveWithDiscount: boolean }) =>
              !isExpensiveWithDiscount,
          },
        },
      },
    },
    world: { product: chain[1], products: chain },
    asks: [
      '{ product { canAfford isExpensiveWithDiscount hasDiscount price } }',
      '{ product { canAfford } }',
      '{ products { isExpensiveWithDiscount name canAfford } }',
    ],
  },
  {
    title: 'include and skip: what a skipped field requires is not asked for',
    apolloDiffers: 'fields beside a skipped one that requires something are null',
    subgraphs: {
      goods: {
        sdl: federation2(
          `type Query { product: Product } type Product @key(fields: "id") { id: ID! price: Float! weight: Int }`,
        ),
        resolvers: {
          Query: { product: () => GOODS[0] },
          Product: { __resolveReference: byKey(GOODS, 'id') },
        },
      },
      parcels: {
        sdl: federation2(`type Product @key(fields: "id") { id: ID! price: Float! @external weight: Int @external
            isHeavy: Boolean @requires(fields: "weight") isDear: Boolean @requires(fields: "price") }`),
        resolvers: {
          Product: {
            __resolveReference: asGiven,
            isHeavy: ({ weight }: { weight: number }) => weight > 10,
            isDear: ({ price }: { price: number }) => price > 100,
          },
        },
      },
    },
    world: { product: { ...GOODS[0], isHeavy: false, isDear: false } },
    asks: [true, false].flatMap((yes) => [
      {
        query: 'query ($yes: Boolean!) { product { id isHeavy @include(if: $yes) isDear @skip(if: $yes) } }',
        variables: { yes },
      },
      {
        query:
          'query ($yes: Boolean = true) { product { ...F @skip(if: $yes) id } } fragment F on Product { isHeavy price }',
        variables: yes ? {} : { yes },
      },
      {
        query:
          'query ($yes: Boolean!) { product @include(if: $yes) { isDear ... @include(if: $yes) { isHeavy @skip(if: $yes) } } }',
        variables: { yes },
      },
    ]),
  },
  {
    title: 'requires with arguments: the value of one currency, whatever the client asks for besides',
    plannerErrs:
      'the value for other arguments takes the place of the one that is required, or the other way round',
    subgraphs: {
      goods: {
        sdl: federation2(`type Query { products: [Product!]! } enum Currency { EUR USD }
          type Product @key(fields: "id") { id: ID! price(currency: Currency!): Float! }`),
        resolvers: {
          Query: { products: () => GOODS },
          Product: { __resolveReference: byKey(GOODS, 'id'), price: priced },
        },
      },
      taxes: {
        sdl: federation2(`enum Currency { EUR USD }
          type Product @key(fields: "id") { id: ID! price(currency: Currency!): Float! @external tax: Float! @requires(fields: "price(currency: EUR)") }`),
        resolvers: {
          Product: { __resolveReference: asGiven, tax: ({ price }: { price: number }) => price / 5 },
        },
      },
    },
    world: {
      products: GOODS.map((one) => ({
        ...one,
        tax: one.priceIn.EUR / 5,
        price: (args: { currency: 'EUR' | 'USD' }) => priced(one, args),
      })),
    },
    asks: ['{ products { tax } }', '{ products { tax id euros: price(currency: EUR) } }'],
  },
  {
    title: 'requires interface: fields of an interface and of what implements it, with fragments',
    subgraphs: {
      people: {
        sdl: federation2(`type Query { people: [Person!]! }
          type Person @key(fields: "id") { id: ID! name: String! address: Address }
          interface Address { id: ID! street: String! }
          type HomeAddress implements Address @key(fields: "id") { id: ID! street: String! city: String }
          type WorkAddress implements Address @key(fields: "id") { id: ID! street: String! company: String }`),
        resolvers: {
          Query: { people: () => PEOPLE },
          Person: { __resolveReference: byKey(PEOPLE, 'id') },
          HomeAddress: { __resolveReference: byKey(HOMES, 'id') },
          WorkAddress: { __resolveReference: byKey(HOMES, 'id') },
        },
      },
      letters: {
        sdl: federation2(`type Person @key(fields: "id") { id: ID! address: Address @external
            label: String @requires(fields: "address { street ... on HomeAddress { city } ... on WorkAddress { company } }") }
          interface Address { id: ID! street: String! }
          type HomeAddress implements Address @key(fields: "id") { id: ID! street: String! @external city: String @external }
          type WorkAddress implements Address @key(fields: "id") { id: ID! street: String! @external company: String @external }`),
        resolvers: {
          Person: {
            __resolveReference: asGiven,
            label: ({ address }: { address: Row | null }) => label(address),
          },
        },
      },
    },
    world: { people: PEOPLE.map((one) => ({ ...one, label: label(one.address as Row | null) })) },
    asks: [
      '{ people { label } }',
      '{ people { name label address { __typename street ... on HomeAddress { city } } } }',
    ],
  },
  {
    title: 'requires and provides: what is provided where it stands, and required where it is not',
    subgraphs: {
      goods: {
        sdl: federation2(`type Query { products: [Product!]! }
          type Product @key(fields: "id") { id: ID! name: String @shareable dimensions: Dimensions @shareable }
          type Dimensions @shareable { width: Int! height: Int! }`),
        resolvers: { Query: { products: () => GOODS }, Product: { __resolveReference: byKey(GOODS, 'id') } },
      },
      stock: {
        sdl: federation2(`type Query { shelf: [Product!]! @provides(fields: "name dimensions { width }") }
          type Product @key(fields: "id") { id: ID! name: String @external dimensions: Dimensions @external
            area: Int @requires(fields: "dimensions { width height }") }
          type Dimensions @external { width: Int! height: Int! }`),
        resolvers: {
          Query: { shelf: () => GOODS },
          Product: {
            __resolveReference: asGiven,
            area: ({ dimensions }: { dimensions: { width: number; height: number } }) =>
              dimensions.width * dimensions.height,
          },
        },
      },
    },
    world: (() => {
      const all = GOODS.map((one) => ({ ...one, area: one.dimensions.width * one.dimensions.height }));
      return { products: all, shelf: all };
    })(),
    asks: [
      '{ shelf { name area dimensions { width } } }',
      '{ shelf { area } products { area name } }',
      '{ shelf { dimensions { height width } } }',
    ],
  },
  {
    title: 'requires in a circle of two subgraphs, each with a field that needs one of the other',
    subgraphs: {
      a: {
        sdl: federation2(`type Query { feed: [Post!]! }
          type Post @key(fields: "id") { id: ID! byNovice: Boolean! @external byExpert: Boolean! @requires(fields: "byNovice") title: String }`),
        resolvers: {
          Query: {
            feed: () => [
              { id: '1', title: 'one' },
              { id: '2', title: 'two' },
            ],
          },
          Post: {
            __resolveReference: asGiven,
            title: ({ id }: { id: string }) => (id === '1' ? 'one' : 'two'),
            byExpert: ({ byNovice }: { byNovice: boolean }) => !byNovice,
          },
        },
      },
      b: {
        sdl: federation2(`type Post @key(fields: "id") { id: ID! author: Author! byNovice: Boolean! @requires(fields: "author { years }") }
          type Author @key(fields: "id") { id: ID! years: Int! @external }`),
        resolvers: {
          Post: {
            __resolveReference: async (reference: Row) => ({
              author: { id: `a${reference.id}` },
              ...reference,
            }),
            byNovice: ({ author }: { author: { years: number } }) => author.years < 3,
          },
        },
      },
      c: {
        sdl: federation2(`type Author @key(fields: "id") { id: ID! years: Int! name: String }`),
        resolvers: {
          Author: {
            __resolveReference: async ({ id }: { id: string }) => ({
              id,
              years: id === 'a1' ? 1 : 9,
              name: id,
            }),
          },
        },
      },
    },
    world: {
      feed: [
        {
          id: '1',
          title: 'one',
          byNovice: true,
          byExpert: false,
          author: { id: 'a1', years: 1, name: 'a1' },
        },
        {
          id: '2',
          title: 'two',
          byNovice: false,
          byExpert: true,
          author: { id: 'a2', years: 9, name: 'a2' },
        },
      ],
    },
    asks: ['{ feed { byExpert } }', '{ feed { byExpert byNovice author { name years } title } }'],
  },
];
