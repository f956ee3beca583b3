import { callContext, systemCaller } from '@effect-studio/kernel/context';
import { type CollectedSpans, collectSpans } from '@effect-studio/telemetry/testing/collect-spans';
import { newTraceparent, parseTraceparent } from '@effect-studio/telemetry/traceparent';
import { logWrittenEvents } from '@effect-studio/testing/logged-events';
import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { eventually, type Placement, TestGateway } from '../harness/test-gateway.ts';
import { news, PAPER, Told } from '../resume/news-context.ts';

const FOLLOW = 'subscription Follow { news { __typename ... on News { number } } }';

describe.each<Placement>(['in process', 'over HTTP'])(
  'the spans of a subscription, contexts %s',
  (placement) => {
    let gateway: TestGateway;
    let collected: CollectedSpans;
    beforeEach(async () => {
      gateway = await TestGateway.open({ placement, contexts: [news] });
      collected = collectSpans();
    });
    afterEach(async () => {
      await collected.stop();
      await gateway.stop();
    });

    /** A fact, as something established it that is traced. */
    async function tell(traceparent: string): Promise<void> {
      const ctx = callContext(gateway.studio.call('notifications'), { caller: systemCaller() });
      await ctx.db.transaction(ctx, (tx) =>
        tx.emit(Told, { aggregateId: PAPER, payload: { number: 7 }, traceparent }),
      );
      await logWrittenEvents(gateway.studio, 'notifications');
    }

    it('begin at the page; what is delivered is in the trace of what happened, and linked to who asked for it', async () => {
      const [page, happened] = [newTraceparent(), newTraceparent()];
      const client = createClient({
        url: gateway.url('/graphql').replace('http', 'ws'),
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams: { authorization: `Bearer ${await gateway.signIn()}` },
      });
      const extensions = { traceparent: page };
      const events = client.iterate<{ news: object }>({ query: FOLLOW, extensions });
      const first = events.next();
      await eventually(() => collected.named('subscribe').length === 1);
      // It follows from now on, once its owner has begun to.
      await eventually(async () => {
        await tell(happened);
        return collected.named('deliver news').length > 0;
      });
      expect((await first).value).toEqual({ data: { news: { __typename: 'News', number: 7 } } });
      await client.dispose();

      const [subscribe] = collected.named('subscribe');
      const [event] = collected.named('event notifications');
      const [deliver] = collected.named('deliver news');
      const atPage = parseTraceparent(page)!;
      const atFact = parseTraceparent(happened)!;
      expect(subscribe!.parentSpanContext).toMatchObject({ traceId: atPage.traceId, spanId: atPage.spanId });
      expect(subscribe!.attributes).toMatchObject({ 'graphql.operation.name': 'Follow' });
      expect(event!.parentSpanContext).toMatchObject({ traceId: atFact.traceId, spanId: atFact.spanId });
      expect(deliver!.parentSpanContext).toMatchObject({
        traceId: atFact.traceId,
        spanId: event!.spanContext().spanId,
      });
      expect(deliver!.links.map(({ context }) => context.spanId)).toEqual([subscribe!.spanContext().spanId]);
    });
  },
);
