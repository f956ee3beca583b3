import { type Client, createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { type Placement, TestGateway } from '../harness/test-gateway.ts';
import { news, tell } from './news-context.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const FOLLOW = `subscription ($after: Cursor) {
  news(after: $after) { __typename ... on News { cursor number } ... on Gap { firstAvailable } }
}`;
type Item =
  | { __typename: 'News'; cursor: string; number: number }
  | { __typename: 'Gap'; firstAvailable: string };

describe.each<Placement>(['in process', 'over HTTP'])(
  'a subscription to the log, contexts %s',
  (placement) => {
    let gateway: TestGateway;
    let token: string;
    beforeEach(async () => {
      gateway = await TestGateway.open({ placement, contexts: [news] });
      token = await gateway.signIn();
    });
    afterEach(() => gateway.stop());

    /** Follows on a socket of its own until it has `count` items, then breaks the socket off without a word. */
    async function followAndDrop(after: string | null, count: number): Promise<Item[]> {
      let socket: WebSocket | undefined;
      const client: Client = createClient({
        url: gateway.url('/graphql').replace('http', 'ws'),
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams: { authorization: `Bearer ${token}` },
        on: {
          connected: (opened) => {
            socket = opened as WebSocket;
          },
        },
      });
      const items: Item[] = [];
      const events = client.iterate<{ news: Item }>({ query: FOLLOW, variables: { after } });
      while (items.length < count) {
        const { value, done } = await events.next();
        if (done || !value.data) throw new Error(`the subscription ended: ${JSON.stringify(value)}`);
        items.push(value.data.news);
      }
      socket?.terminate();
      await client.dispose();
      return items;
    }

    it('gets 1,000 events over 50 dropped sockets, each once and in order', async () => {
      const total = 1_000;
      const drops = 50;
      const telling = (async () => {
        for (let batch = 0; batch < total / 40; batch += 1) await tell(gateway, 40);
      })();
      const numbers: number[] = [];
      let cursor = '0';
      for (let drop = 0; drop < drops; drop += 1) {
        // Uneven, so that sockets drop in the middle of batches.
        const count = drop === drops - 1 ? total - numbers.length : 10 + ((drop * 7) % 21);
        for (const item of await followAndDrop(cursor, Math.min(count, total - numbers.length))) {
          if (item.__typename === 'Gap') throw new Error('nothing was trimmed');
          numbers.push(item.number);
          cursor = item.cursor;
        }
      }
      await telling;
      expect(numbers).toEqual(Array.from({ length: total }, (_, index) => index + 1));
    });

    it('is told of a gap past the resume window of seven days, and then gets what lies within', async () => {
      await tell(gateway, 3);
      const [first] = await followAndDrop('0', 1);
      if (first?.__typename !== 'News') throw new Error('nothing is old yet');
      expect(first.number).toBe(1);
      gateway.studio.clock.advance(8 * DAY_MS);
      token = await gateway.signIn();
      await tell(gateway, 2);
      const [gap, ...within] = await followAndDrop(first.cursor, 3);
      const fourth = String(Number(first.cursor) + 3);
      expect(gap).toEqual({ __typename: 'Gap', firstAvailable: fourth });
      expect(within).toMatchObject([{ number: 4, cursor: fourth }, { number: 5 }]);
    });
  },
);
