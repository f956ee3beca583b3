import { feed } from '@effect-studio/kernel/bus/event-feed';
import { parsePosition } from '@effect-studio/kernel/graph/scalars';
import { AsyncQueue } from '@effect-studio/kernel/process/async-queue';
import {
  AgentConditionChanged,
  AgentSessionEnded,
  AgentSessionStarted,
} from '@effect-studio/schema/events/execution';
import type { SubscriptionResolvers } from '../generated/resolvers.ts';
import { onTaskBell } from '../use-cases/leases/task-bell.ts';
import { loadAgent } from './Agent.ts';
import { readWorkload } from './read-workload.ts';

const CHANGES = [AgentSessionStarted, AgentSessionEnded, AgentConditionChanged].map((event) => event.type);
/** The bell rings with every lease that ends; a page need not follow each. */
const WORKLOAD_EVERY_MS = 1_000;
/** What no bell tells, such as an agent that went silent, is seen this soon. */
const WORKLOAD_AT_LEAST_EVERY_MS = 10_000;

export const Subscription: SubscriptionResolvers = {
  agentUpdates: {
    subscribe: (_parent, { after }, ctx) =>
      feed(ctx.eventLog.follow({ types: CHANGES }, parsePosition(after)), async (event) => {
        // Read afresh for each event: a loader would remember the agent as it was.
        ctx.loaders.delete('execution-agents');
        const agent = await loadAgent(ctx, String(event.payload.agentId));
        return agent && { __typename: 'AgentChanged' as const, cursor: event.position.toString(), agent };
      }),
    resolve: (item: unknown) => item as never,
  },
  workloadUpdates: {
    subscribe: (_parent, { minutes }, ctx) => {
      let readyAt = 0;
      let later: NodeJS.Timeout | undefined;
      const wakeUps = new AsyncQueue<true>({
        limit: 1,
        onReturn: () => {
          stop();
          clearInterval(floor);
          clearTimeout(later);
        },
      });
      const wake = (): void => {
        const waitMs = readyAt - performance.now();
        clearTimeout(later);
        if (waitMs <= 0) wakeUps.push(true);
        else later = setTimeout(() => wakeUps.push(true), waitMs);
      };
      const stop = onTaskBell(ctx, wake);
      const floor = setInterval(wake, WORKLOAD_AT_LEAST_EVERY_MS);
      wake();
      return {
        next: async () => {
          const { done } = await wakeUps.next();
          if (done) return { value: undefined, done: true };
          readyAt = performance.now() + WORKLOAD_EVERY_MS;
          return { value: await readWorkload(ctx, minutes), done: false };
        },
        return: async () => {
          await wakeUps.return();
          return { value: undefined, done: true };
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      } as AsyncIterableIterator<never>;
    },
    resolve: (workload: unknown) => workload as never,
  },
};
