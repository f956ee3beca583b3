import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Leadership } from '../bus/leadership.ts';
import { openRedis } from './redis.ts';

/** Takes connections and never answers, as a network that drops packets. */
let silent: Server;
let address: string;
beforeEach(async () => {
  silent = createServer((socket) => void socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  vi.useFakeTimers({ toFake: ['setTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  silent.close();
});

const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'an answer',
    (error: Error) => error.message,
  );

describe('an engine that does not answer', () => {
  it('fails a command to Redis after seconds', async () => {
    const redis = openRedis(`redis://${address}`, 'commands');
    const asked = outcome(redis.get('anything'));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await asked).toBe('Command timed out');
    redis.disconnect();
  });

  it('fails a candidate for a lead after seconds', async () => {
    const lead = new Leadership({ databaseUrl: `postgres://${address}/none`, kind: 'relay', name: 'none' });
    const asked = outcome(lead.take());
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await asked).toContain('timeout');
    expect(lead.isHeld).toBe(false);
  });
});
