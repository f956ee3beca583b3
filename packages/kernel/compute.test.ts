import { afterAll, describe, expect, it } from 'vitest';
import { closeComputePool, compute } from './compute.ts';

const module = new URL('./money.ts', import.meta.url);

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
