/** The graph that all gateways serve in this bench: effects, their prices, their reviews. */
export const SUBGRAPH_NAMES = ['gallery', 'economics', 'quality'] as const;
export type SubgraphName = (typeof SUBGRAPH_NAMES)[number];

const EFFECTS = Array.from({ length: 100 }, (_, index) => ({
  id: `effect-${index}`,
  name: `Effect number ${index}`,
  category: ['COLOUR', 'MOTION', 'GRAIN'][index % 3]!,
  tags: ['film', 'warm', 'slow'].slice(0, 1 + (index % 3)),
  plays: 1_000 + index * 37,
}));

/**
 * SDL of one subgraph. Federation 1 in form, which every gateway here understands; ours also says who may ask,
 * by the directives that the studio's contexts have.
 */
export function sdlOf(name: SubgraphName, rules: 'with rules' | 'without rules'): string {
  const rule = rules === 'with rules' ? ' @authenticated' : '';
  switch (name) {
    case 'gallery':
      return `
        type Query { effects(first: Int!): [Effect!]!${rule} }
        type Effect @key(fields: "id") { id: ID! name: String! category: String! tags: [String!]! plays: Int! }`;
    case 'economics':
      return `
        ${extended('Effect', rules)} { id: ID!${external(rules)} price: Price! }
        type Price { tokens: Int! currency: String! }`;
    case 'quality':
      return `
        ${extended('Effect', rules)} { id: ID!${external(rules)} rating: Float! reviews: [Review!]! }
        type Review { stars: Int! text: String! }`;
  }
}

const extended = (type: string, rules: string): string =>
  `${rules === 'with rules' ? 'type' : 'extend type'} ${type} @key(fields: "id")`;
const external = (rules: string): string => (rules === 'with rules' ? '' : ' @external');

interface Reference {
  id: string;
}
const numberOf = ({ id }: Reference): number => Number(id.slice('effect-'.length));

export const RESOLVERS: Readonly<Record<SubgraphName, Record<string, object>>> = {
  gallery: {
    Query: { effects: (_: unknown, { first }: { first: number }) => EFFECTS.slice(0, first) },
    Effect: { __resolveReference: async (reference: Reference) => EFFECTS[numberOf(reference)] },
  },
  economics: {
    Effect: {
      __resolveReference: async (reference: Reference) => reference,
      price: (reference: Reference) => ({ tokens: 10 + numberOf(reference), currency: 'TOKEN' }),
    },
  },
  quality: {
    Effect: {
      __resolveReference: async (reference: Reference) => reference,
      rating: (reference: Reference) => 3 + (numberOf(reference) % 20) / 10,
      reviews: (reference: Reference) =>
        [5, 4].map((stars) => ({ stars, text: `A review of ${numberOf(reference)} with ${stars} stars` })),
    },
  },
};

/** What is asked, as a client's trusted documents would be. */
export const OPERATIONS = {
  single: {
    query: 'query Single($first: Int!) { effects(first: $first) { id name category tags plays } }',
    variables: { first: 5 },
  },
  join: {
    query:
      'query Join($first: Int!) { effects(first: $first) { id name price { tokens currency } rating reviews { stars text } } }',
    variables: { first: 20 },
  },
} as const;
export type OperationName = keyof typeof OPERATIONS;
