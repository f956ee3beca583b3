import { federation2 } from '../toy-federation.ts';
import { byKey, type Row, type Shape } from './shape.ts';

const CATEGORIES = [
  { id: 'c1', name: 'light' },
  { id: 'c2', name: 'soft' },
];
const PRODUCTS = [
  { id: 'p1', categories: CATEGORIES, name: 'lamp' },
  { id: 'p2', categories: [CATEGORIES[1]], name: 'sofa' },
];
const ANIMALS: readonly Row[] = [
  { __typename: 'Dog', id: 'd1', name: 'Rex' },
  { __typename: 'Cat', id: 'k1', name: 'Tom' },
];
const BOOK = { __typename: 'Book', id: 'b1', title: 'Dune', animals: ANIMALS };
const FILM = { __typename: 'Film', id: 'f1', title: 'Alien' };

/** Shapes of what a subgraph has of another's, at one place only. */
export const PROVIDES_SHAPES: readonly Shape[] = [
  {
    title: 'nested provides: what is provided of a list inside a list',
    subgraphs: {
      shelf: {
        sdl: federation2(`type Query { products: [Product!]! @provides(fields: "categories { id name }") plain: [Product!]! }
          type Product @key(fields: "id") { id: ID! categories: [Category!]! @external }
          type Category @key(fields: "id") { id: ID! name: String @external }`),
        resolvers: {
          Query: { products: () => PRODUCTS, plain: () => PRODUCTS },
          Product: { __resolveReference: byKey(PRODUCTS, 'id') },
          Category: { __resolveReference: byKey(CATEGORIES, 'id') },
        },
      },
      catalogue: {
        sdl: federation2(`type Product @key(fields: "id") { id: ID! name: String categories: [Category!]! @shareable }
          type Category @key(fields: "id") { id: ID! name: String @shareable }`),
        resolvers: {
          Product: { __resolveReference: byKey(PRODUCTS, 'id') },
          Category: { __resolveReference: byKey(CATEGORIES, 'id') },
        },
      },
    },
    world: { products: PRODUCTS, plain: PRODUCTS },
    asks: [
      '{ products { id categories { id name } } }',
      '{ plain { categories { name } name } }',
      '{ products { name categories { name } } }',
    ],
  },
  {
    title: 'provides on an interface: of what implements it, one knows more than the other',
    subgraphs: {
      a: {
        sdl: federation2(`type Query { media: Media @shareable book: Book @provides(fields: "animals { ... on Dog { name } }") }
          interface Media { id: ID! }
          interface Animal { id: ID! }
          type Book implements Media @key(fields: "id") { id: ID! animals: [Animal] @external }
          type Dog implements Animal @key(fields: "id") { id: ID! @external name: String @external }
          type Cat implements Animal @key(fields: "id") { id: ID! @external }`),
        resolvers: {
          Query: { media: () => BOOK, book: () => BOOK },
          Book: { __resolveReference: async () => ({ ...BOOK }) },
        },
      },
      b: {
        sdl: federation2(`type Query { media: Media @shareable }
          interface Media { id: ID! animals: [Animal] }
          interface Animal { id: ID! name: String }
          type Book implements Media @key(fields: "id") { id: ID! animals: [Animal] @shareable title: String }
          type Dog implements Animal @key(fields: "id") { id: ID! name: String @shareable }
          type Cat implements Animal @key(fields: "id") { id: ID! name: String }`),
        resolvers: {
          Query: { media: () => BOOK },
          Book: { __resolveReference: async () => ({ ...BOOK }) },
          Dog: { __resolveReference: byKey(ANIMALS, 'id') },
          Cat: { __resolveReference: byKey(ANIMALS, 'id') },
        },
      },
    },
    world: { media: BOOK, book: BOOK },
    asks: [
      '{ media { id animals { id name } } }',
      '{ book { animals { ... on Dog { name } ... on Cat { name } } title } }',
    ],
  },
  {
    title: 'provides on a union: one member with what is otherwise another subgraph’s',
    subgraphs: {
      a: {
        sdl: federation2(`type Query { media: [Media!]! @provides(fields: "... on Book { title }") bare: [Media!]! }
          union Media = Book | Film
          type Book @key(fields: "id") { id: ID! title: String @external } type Film @key(fields: "id") { id: ID! }`),
        resolvers: {
          Query: { media: () => [BOOK, FILM], bare: () => [FILM, BOOK] },
          Book: { __resolveReference: async () => ({ ...BOOK }) },
          Film: { __resolveReference: async () => ({ ...FILM }) },
        },
      },
      b: {
        sdl: federation2(
          `type Book @key(fields: "id") { id: ID! title: String @shareable } type Film @key(fields: "id") { id: ID! title: String }`,
        ),
        resolvers: {
          Book: { __resolveReference: async () => ({ ...BOOK }) },
          Film: { __resolveReference: async () => ({ ...FILM }) },
        },
      },
    },
    world: { media: [BOOK, FILM], bare: [FILM, BOOK] },
    asks: [
      '{ media { ... on Book { title } } }',
      '{ media { __typename ... on Book { title id } ... on Film { title } } bare { ... on Book { title } ... on Film { id } } }',
    ],
  },
];
