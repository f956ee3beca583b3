import { AsyncQueue } from '@effect-studio/kernel/process/async-queue';

/** Changes of effects, as they are published. */
export class Changes {
  readonly #followers = new Map<string, Set<AsyncQueue<object>>>();

  follow(id: string): AsyncQueue<object> {
    const ofId = this.#followers.get(id) ?? new Set();
    this.#followers.set(id, ofId);
    const queue: AsyncQueue<object> = new AsyncQueue({ limit: 1_000, onReturn: () => ofId.delete(queue) });
    ofId.add(queue);
    return queue;
  }

  /** One change of every effect that somebody follows. @param note its text */
  publish(note: string): void {
    const at = performance.timeOrigin + performance.now();
    for (const [id, followers] of this.#followers) {
      const event = { effectChanged: { at, note, effect: { id, name: `Effect ${id}` } } };
      for (const follower of followers) follower.push(event);
    }
  }
}

const CHANGE = 'type EffectChange { at: Float! note: String! effect: Effect! }';
const NUMBER = ({ id }: { id: string }): number => Number(id);
const PRICE = (effect: { id: string }) => ({ tokens: 10 + NUMBER(effect), currency: 'TOKEN' });
const RATING = (effect: { id: string }) => 3 + (NUMBER(effect) % 20) / 10;

/** The graph in one piece, as a bare server has it. */
export const WHOLE = {
  sdl: `
    type Query { ready: Boolean }
    type Subscription { effectChanged(id: ID!): EffectChange! }
    ${CHANGE}
    type Effect { id: ID! name: String! price: Price! rating: Float! }
    type Price { tokens: Int! currency: String! }`,
  resolvers: (changes: Changes) => ({
    Subscription: {
      effectChanged: { subscribe: (_: unknown, { id }: { id: string }) => changes.follow(id) },
    },
    Effect: { price: PRICE, rating: RATING },
  }),
};

/** The same graph in three contexts. */
export const PARTS = (changes: Changes) =>
  [
    {
      name: 'gallery',
      sdl: `
        type Query { ready: Boolean @public }
        type Subscription { effectChanged(id: ID!): EffectChange! @authenticated }
        ${CHANGE}
        type Effect @key(fields: "id") { id: ID! name: String! }`,
      resolvers: {
        Subscription: {
          effectChanged: { subscribe: (_: unknown, { id }: { id: string }) => changes.follow(id) },
        },
        Effect: { __resolveReference: async (reference: object) => reference },
      },
    },
    {
      name: 'economics',
      sdl: `
        type Effect @key(fields: "id") { id: ID! price: Price! }
        type Price { tokens: Int! currency: String! }`,
      resolvers: { Effect: { __resolveReference: async (reference: object) => reference, price: PRICE } },
    },
    {
      name: 'quality',
      sdl: 'type Effect @key(fields: "id") { id: ID! rating: Float! }',
      resolvers: { Effect: { __resolveReference: async (reference: object) => reference, rating: RATING } },
    },
  ] as const;

export const FOLLOW = {
  'one subgraph': 'subscription Follow($id: ID!) { effectChanged(id: $id) { at note effect { id name } } }',
  join: 'subscription Follow($id: ID!) { effectChanged(id: $id) { at note effect { id name price { tokens currency } rating } } }',
} as const;
