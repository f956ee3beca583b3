import type { CallContext } from '@effect-studio/kernel/context';
import { StudioError } from '@effect-studio/kernel/errors';
import { AsyncQueue } from '@effect-studio/kernel/process/async-queue';
import { defineSubgraph } from '@effect-studio/kernel/subgraph';

/** A step of a run as the toy context keeps it; its position is the cursor. */
interface Step {
  position: number;
  runId: string;
}

/** A context that owns runs, small enough to see through: what it knows lives in this object. */
export class ToyRuns {
  readonly steps: Step[] = [];
  readonly #followers = new Set<AsyncQueue<Step>>();
  /** Subscriptions that are open at this owner. */
  openCount = 0;

  /** The person whom all runs belong to. */
  ownerId: string;

  constructor(ownerId: string) {
    this.ownerId = ownerId;
  }

  advance(runId: string): void {
    const step = { position: this.steps.length + 1, runId };
    this.steps.push(step);
    for (const follower of this.#followers) follower.push(step);
  }

  follow(after: number): AsyncIterableIterator<{ runChanged: object }> {
    const queue = new AsyncQueue<Step>({
      limit: 100,
      onReturn: () => {
        this.#followers.delete(queue);
        this.openCount -= 1;
      },
    });
    this.openCount += 1;
    this.#followers.add(queue);
    for (const step of this.steps) if (step.position > after) queue.push(step);
    return {
      next: async () => {
        const { value, done } = await queue.next();
        return done
          ? { done: true, value: undefined }
          : { done: false, value: { runChanged: this.#change(value) } };
      },
      return: async () => {
        await queue.return();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Waits inside an async generator, as contexts do. */
  async *listen(ctx: CallContext, topic: string) {
    this.openCount += 1;
    try {
      for await (const tick of ctx.ticks.listen(topic)) yield { ticking: Number(tick.data.value) };
    } finally {
      this.openCount -= 1;
    }
  }

  #change({ position, runId }: Step) {
    return { cursor: String(position), run: { id: runId } };
  }

  definition() {
    return defineSubgraph({
      name: 'orchestrator',
      module: 'M5',
      typeDefs: `
        type User @key(fields: "id", resolvable: false) { id: ID! }
        type Run @key(fields: "id") { id: ID! owner: User! next: Run }
        type RunChange { cursor: Cursor! run: Run! }
        type Query {
          run(id: ID!): Run @authenticated
          runs: [Run!]! @public
          whoAmI: JSON! @public
          adminsOnly: String @requiresScopes(scopes: [["admin"]])
          platformOnly: String @requiresScopes(scopes: [["internal"]]) @tag(name: "internal")
          breaks: String @public
        }
        type Mutation { advance(id: ID!): Run @authenticated }
        type Subscription {
          runChanged(id: ID!, after: Cursor): RunChange! @authenticated
          ticking(topic: String!): Int! @authenticated
          adminsTicking: Int! @requiresScopes(scopes: [["admin"]])
        }`,
      resolvers: {
        Query: {
          run: (_: unknown, { id }: { id: string }) => ({ id }),
          runs: () => [{ id: '1' }, { id: '2' }, { id: '1' }],
          whoAmI: (_: unknown, __: unknown, ctx: CallContext) => ({
            ...ctx.caller,
            correlationId: ctx.correlationId,
          }),
          adminsOnly: () => 'margins',
          platformOnly: () => 'plumbing',
          breaks: () => {
            throw new StudioError('PUMP_JAMMED', 'the secret pump of /etc/studio jammed', {
              retryable: true,
            });
          },
        },
        Mutation: {
          advance: (_: unknown, { id }: { id: string }) => {
            this.advance(id);
            return { id };
          },
        },
        Subscription: {
          runChanged: {
            subscribe: (_: unknown, { after }: { after?: string | null }) =>
              this.follow(Number(after ?? this.steps.length)),
          },
          ticking: {
            subscribe: (_: unknown, { topic }: { topic: string }, ctx: CallContext) =>
              this.listen(ctx, topic),
          },
          adminsTicking: {
            subscribe: (_: unknown, __: unknown, ctx: CallContext) => this.listen(ctx, 'admins'),
          },
        },
        Run: {
          __resolveReference: async ({ id }: { id: string }) => ({ id }),
          owner: () => ({ __typename: 'User', id: this.ownerId }),
          next: ({ id }: { id: string }) => ({ id }),
        },
      },
      entities: [],
      migrations: [],
      consumers: [],
      jobs: [],
    });
  }
}

/** A context that adds a cost to each run, and remembers which it was asked for. */
export class ToyCosts {
  readonly askedIds: string[] = [];

  definition() {
    return defineSubgraph({
      name: 'economics',
      module: 'M8',
      typeDefs: `
        type Run @key(fields: "id") { id: ID! costNanoUsd: BigInt! }
        type Query { pricesAreKnown: Boolean! @public }`,
      resolvers: {
        Query: { pricesAreKnown: () => true },
        Run: {
          __resolveReference: async ({ id }: { id: string }) => {
            this.askedIds.push(id);
            return { id, costNanoUsd: 12_000_000_000n };
          },
        },
      },
      entities: [],
      migrations: [],
      consumers: [],
      jobs: [],
    });
  }
}
