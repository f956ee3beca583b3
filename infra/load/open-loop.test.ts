import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openLoop, rotationOf, type Traffic } from './open-loop.ts';

const traffic = (name: string, weight: number, send: Traffic['send']): Traffic => ({
  name,
  kind: 'read',
  weight,
  send,
});

describe('requests at a fixed rate', () => {
  it('are sent as often as their weights say, in turns', () => {
    const names = rotationOf([
      { name: 'a', weight: 3 },
      { name: 'b', weight: 1 },
    ]).map(({ name }) => name);
    expect(names).toEqual(['a', 'a', 'b', 'a']);
  });

  it('are all sent and all counted, however they end', async () => {
    const outcomes = ['answered', 'refused', 'failed'] as const;
    let sent = 0;
    const samples = await openLoop([traffic('any', 1, () => Promise.resolve(outcomes[sent++ % 3]!))], {
      ratePerSecond: 300,
      seconds: 0.1,
    });
    expect(samples).toHaveLength(30);
    for (const outcome of outcomes) {
      expect(samples.filter((sample) => sample.outcome === outcome)).toHaveLength(10);
    }
  });

  it('charge a server that stalls for everything that was due meanwhile', async () => {
    let release: (() => void) | null = null;
    const stalled = new Promise<void>((resolve) => {
      release = resolve;
    });
    const sending = openLoop([traffic('slow', 1, () => stalled.then(() => 'answered' as const))], {
      ratePerSecond: 100,
      seconds: 0.1,
    });
    await wait(100);
    release!();
    const took = (await sending).map(({ tookMs }) => tookMs);
    // The first was due 90 ms before the last.
    expect(Math.max(...took) - Math.min(...took)).toBeGreaterThan(60);
  });
});
