import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import type { OutgoingSocket } from './outgoing.ts';
import { type ConnectionHandlers, SocketConnection } from './socket-connection.ts';

/** A socket that notes what is done to it. */
class NotedSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  readonly done: string[] = [];
  ping(): void {
    this.done.push('ping');
  }
  terminate(): void {
    this.done.push('terminate');
    this.emit('close');
  }
  close(code: number): void {
    this.done.push(`close ${code}`);
    this.emit('close');
  }
}

let socket: NotedSocket;
let sent: string[];
const handlers: ConnectionHandlers = {
  authenticate: async () => true,
  subscribe: async () => [],
  onError: () => undefined,
};
beforeEach(() => {
  vi.useFakeTimers();
  socket = new NotedSocket();
  sent = [];
  const outgoing = { send: (text: string) => void sent.push(text) } as unknown as OutgoingSocket;
  new SocketConnection(socket as unknown as WebSocket, outgoing, handlers);
});
afterEach(() => vi.useRealTimers());

const say = (message: object) => socket.emit('message', JSON.stringify(message));

describe('a connection', () => {
  it('is pinged every twelve seconds, and dropped when a ping stays unanswered', async () => {
    say({ type: 'connection_init' });
    await vi.advanceTimersByTimeAsync(12_000);
    expect(sent).toEqual(['{"type":"connection_ack"}']);
    expect(socket.done).toEqual(['ping']);
    socket.emit('pong');
    await vi.advanceTimersByTimeAsync(12_000);
    expect(socket.done).toEqual(['ping', 'ping']);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(socket.done).toEqual(['ping', 'ping', 'terminate']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(socket.done).toHaveLength(3);
  });

  it('is closed when it does not introduce itself within five seconds', async () => {
    await vi.advanceTimersByTimeAsync(5_000);
    expect(socket.done).toEqual(['close 4408']);
  });

  it('is closed when it introduces itself twice', async () => {
    say({ type: 'connection_init' });
    await vi.advanceTimersByTimeAsync(1);
    say({ type: 'connection_init' });
    await vi.advanceTimersByTimeAsync(1);
    expect(socket.done).toEqual(['close 4429']);
  });
});
