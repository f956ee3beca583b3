import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { Outgoing, OutgoingSocket, QUEUE_LIMIT } from './outgoing.ts';

/** A client that reads only when it is told to. */
function stallingClient() {
  const sent: string[] = [];
  const transport = new PassThrough();
  let buffered = 0;
  Object.defineProperty(transport, 'writableLength', { get: () => buffered });
  const socket = { readyState: 1, OPEN: 1, send: (message: string) => void sent.push(message) };
  return {
    sent,
    outgoing: new OutgoingSocket(socket as unknown as WebSocket, transport),
    stall: () => {
      buffered = 1_000_000;
    },
    read: () => {
      buffered = 0;
      transport.emit('drain');
    },
  };
}

it('sends at once what a client takes, and keeps the order of what waited', () => {
  const client = stallingClient();
  const outgoing = new Outgoing(client.outgoing, 'end', () => undefined);
  outgoing.push('1');
  client.stall();
  outgoing.push('2');
  outgoing.push('3');
  outgoing.finish('last');
  expect(client.sent).toEqual(['1']);
  client.read();
  expect(client.sent).toEqual(['1', '2', '3', 'last']);
});

it('ends instead of growing when its client does not read, and leaves nothing out silently', () => {
  const client = stallingClient();
  const onOverflow = vi.fn(() => outgoing.finish('SLOW_CONSUMER'));
  const outgoing: Outgoing = new Outgoing(client.outgoing, 'end', onOverflow);
  client.stall();
  for (let index = 0; index < QUEUE_LIMIT; index += 1) outgoing.push(String(index));
  expect(onOverflow).not.toHaveBeenCalled();
  outgoing.push('one too many');
  expect(onOverflow).toHaveBeenCalledOnce();
  client.read();
  expect(client.sent).toEqual(['SLOW_CONSUMER']);
});

it('keeps the latest where only that counts, and what ends the stream besides', () => {
  const client = stallingClient();
  const outgoing = new Outgoing(client.outgoing, 'keep the latest', () => expect.unreachable());
  client.stall();
  for (let index = 0; index < 10 * QUEUE_LIMIT; index += 1) outgoing.push(String(index));
  outgoing.finish('complete');
  expect(outgoing.flushed).toBeNull();
  client.read();
  expect(client.sent).toEqual([String(10 * QUEUE_LIMIT - 1), 'complete']);
});

it('tells when nothing waits any more', async () => {
  const client = stallingClient();
  const outgoing = new Outgoing(client.outgoing, 'end', () => undefined);
  expect(outgoing.flushed).toBeNull();
  client.stall();
  outgoing.push('1');
  const { flushed } = outgoing;
  client.read();
  await flushed;
  expect(client.sent).toEqual(['1']);
});
