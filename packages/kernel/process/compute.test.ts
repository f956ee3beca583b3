import { afterAll, describe, expect, it } from 'vitest';
import { closeComputePool, compute, keepComputeReady } from './compute.ts';

const module = new URL('../money.ts', import.meta.url);

describe('a computation in a thread', () => {
  afterAll(closeComputePool);

  it('answers what the function answers', async () => {
    await expect(compute({ module, name: 'formatNanoUsd', input: 1_500_000_000n })).resolves.toBe(
      '1.500000000',
    );
  });

  it('tells of a failure with its words', async () => {
    await expect(compute({ module, name: 'thereIsNoSuchFunction', input: null })).rejects.toMatchObject({
      code: 'COMPUTATION_FAILED',
      retryable: true,
    });
  });

  it('ends when it is aborted', async () => {
    const controller = new AbortController();
    const run = compute({ module, name: 'formatNanoUsd', input: 1n, signal: controller.signal });
    controller.abort();
    await expect(run).rejects.toThrow(/abort/i);
  });
});

describe('threads that are kept ready', () => {
  afterAll(closeComputePool);

  it('load what they are for before anybody asks, and work though something of it cannot be loaded', async () => {
    await closeComputePool();
    const channel = new BroadcastChannel('kernel-tells-when-loaded');
    let loaded = 0;
    const both = new Promise<void>((resolve) => {
      channel.onmessage = () => {
        loaded += 1;
        if (loaded === 2) resolve();
      };
    });
    const module = new URL('../testing/tells-when-loaded.ts', import.meta.url);
    keepComputeReady([module, new URL('./there-is-no-such.ts', import.meta.url)]);
    await both;
    channel.close();
    await expect(compute({ module, name: 'double', input: 21 })).resolves.toBe(42);
  });
});
