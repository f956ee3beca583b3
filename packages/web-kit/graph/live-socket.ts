import type { SubscriptionForwarder } from '@urql/core';
import { createClient, type ExecutionResult, type SubscribePayload } from 'graphql-ws';
import { connectionStore } from './connection-store.ts';
import type { PageSpans } from './page-spans.ts';
import { resumeCursor } from './resume-cursor.ts';

/** Close codes that mean "do not come back as you are": not signed in, or not allowed. */
const REFUSED = new Set([4400, 4401, 4403]);
/** Nobody is signed in on it any more: the session ended, perhaps on another device. */
const SIGNED_OUT = 4401;
const LONGEST_PAUSE_MS = 15_000;

function isRefusal(fault: unknown): boolean {
  return typeof fault === 'object' && fault !== null && 'code' in fault && REFUSED.has(Number(fault.code));
}

/**
 * Subscriptions over one graphql-ws socket at `/graphql`. After a break each subscription is opened again with
 * `after` set to the last cursor that it received, so that no state change is missed.
 * @param client name of the web app, as the gateway knows it
 * @param onSignedOut called when the gateway ends the link because the session ended
 * @param spans get one of each subscription, until it tells something for the first time
 */
export function liveSocket(
  client: string,
  onSignedOut: () => void,
  spans: PageSpans,
): { forward: SubscriptionForwarder; close: () => void } {
  const socket = createClient({
    url: () => `${location.origin.replace(/^http/, 'ws')}/graphql`,
    connectionParams: { 'x-studio-client': client },
    lazyCloseTimeout: 2_000,
    keepAlive: 10_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (fault) => !isRefusal(fault),
    retryWait: async (retries) => {
      const pauseMs =
        Math.min(LONGEST_PAUSE_MS, 400 * 2 ** Math.min(retries, 6)) * (0.7 + Math.random() * 0.6);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    },
    on: {
      connected: () => connectionStore.up(),
      closed: (event) => {
        connectionStore.down(new Date());
        if (isRefusal(event) && Number((event as { code: unknown }).code) === SIGNED_OUT) onSignedOut();
      },
    },
  });
  return {
    forward: (request) => ({
      subscribe: (observer) => {
        const variables: Record<string, unknown> = { ...request.variables };
        const { query = '', operationName } = request;
        const span = spans.begin('subscription', () => operationName ?? 'subscription');
        const extensions = { ...request.extensions, traceparent: span.traceparent };
        const payload: SubscribePayload = { query, variables, operationName, extensions };
        const unsubscribe = socket.subscribe(payload, {
          next: (result) => {
            span.end({ hasFailed: false });
            const cursor = resumeCursor(result.data);
            // graphql-ws sends this very payload again after a break.
            if (cursor !== null) variables.after = cursor;
            const { data, errors, ...rest } = result as ExecutionResult<Record<string, unknown>>;
            observer.next({ data, errors: errors && [...errors], extensions: rest.extensions });
          },
          error: (fault) => {
            span.end({ hasFailed: true });
            observer.error(fault);
          },
          complete: () => observer.complete(),
        });
        return { unsubscribe };
      },
    }),
    close: () => void socket.dispose(),
  };
}
