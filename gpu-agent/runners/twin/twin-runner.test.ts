import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleTask } from '../../testing/sample-task.ts';
import { sampleTwin, sampleTwinProvider } from '../../testing/sample-twin.ts';
import { writeSyntheticClip } from '../ffmpeg/testing/synthetic-clip.ts';
import type { RunnerResult } from '../runner.ts';
import { valueAt } from './curve.ts';
import { readTwinFile } from './twin-file.ts';
import { twinEvent } from './twin-history.ts';
import { createTwinRunner } from './twin-runner.ts';

let folder: string;
let footage: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twin-test-'));
  footage = join(folder, 'footage.mp4');
  await writeSyntheticClip(footage, 'testsrc2=size=160x120:rate=25', { seconds: 1 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const STORMY = sampleTwinProvider('twin-a', {
  latency: { fixedMs: 100, msPerWorkUnit: 50, sigma: 0.4 },
  quality: [
    [0, 0.9],
    [20, 0.3],
  ],
  failure: {
    share: [
      [0, 0.1],
      [20, 0.5],
    ],
    kinds: { RENDER_FAILED: 1, OUT_OF_TIME: 1, OUT_OF_MEMORY: 2 },
  },
  throttle: { share: 0.3, retryAfterMs: 700, times: 2 },
});

/** Plays some executions as fast as can be. @returns what became of each */
async function play(seed: number, count: number, lane = 'one') {
  const file = sampleTwin({ seed, timeScale: 0, picture: 'drawn', providers: [STORMY] });
  const runner = createTwinRunner({ file, lane });
  const task = { ...sampleTask(file.providers[0]!.workflows[0]!.spec), budgetContext: 'benchmark' as const };
  const outcomes: (RunnerResult | { code: string; busySeconds: number })[] = [];
  for (let index = 0; index < count; index += 1) {
    const outputPath = join(folder, `${crypto.randomUUID()}.mp4`);
    const io = {
      inputPath: footage,
      outputPath,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    };
    outcomes.push(
      await runner.execute(task, { ...io, executionId: crypto.randomUUID() }).catch((error) => error),
    );
  }
  return { history: runner.history, outcomes };
}

describe('a provider twin', () => {
  it('has the same history for the same seed, and another for another seed or lane', async () => {
    const first = await play(7, 12);
    expect((await play(7, 12)).history).toEqual(first.history);
    expect((await play(8, 12)).history).not.toEqual(first.history);
    expect((await play(7, 12, 'two')).history).not.toEqual(first.history);
  });

  it('reports as declared, however fast it is played', async () => {
    const { history, outcomes } = await play(7, 12);
    for (const [index, { workMs, failure, throttled }] of history.entries()) {
      const outcome = outcomes[index]!;
      if (failure) {
        expect(outcome).toMatchObject({ code: failure.kind });
        expect(outcome.busySeconds).toBeCloseTo((workMs * failure.atShare) / 1_000);
      } else {
        expect(outcome.busySeconds).toBeCloseTo(workMs / 1_000);
        expect(outcome).toMatchObject({
          throttled: { count: throttled.count, waitedMs: throttled.count * 700 },
        });
      }
    }
    expect(history.some(({ failure }) => failure)).toBe(true);
    expect(history.some(({ throttled }) => throttled.count === 2)).toBe(true);
  });

  it('keeps to its curves over many executions', () => {
    const [provider] = sampleTwin({ providers: [STORMY] }).providers;
    const events = Array.from({ length: 4_000 }, (_, index) => twinEvent(7, provider!, 'one', 20 + index, 2));
    const share = (fits: (event: (typeof events)[number]) => boolean) =>
      events.filter(fits).length / events.length;
    expect(share(({ failure }) => failure !== null)).toBeCloseTo(0.5, 1);
    expect(share(({ throttled }) => throttled.count > 0)).toBeCloseTo(0.3, 1);
    const kinds = events.flatMap(({ failure }) => (failure ? [failure.kind] : []));
    expect(kinds.filter((kind) => kind === 'OUT_OF_MEMORY').length / kinds.length).toBeCloseTo(0.5, 1);
    const logs = events.map(({ workMs }) => Math.log(workMs / 200));
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const deviation = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length);
    expect(mean).toBeCloseTo(0, 1);
    expect(deviation).toBeCloseTo(0.4, 1);
  });

  it('does nothing for people', async () => {
    const file = sampleTwin();
    const task = sampleTask(file.providers[0]!.workflows[0]!.spec);
    const outputPath = join(folder, 'refused.mp4');
    const io = {
      inputPath: footage,
      outputPath,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    };
    await expect(createTwinRunner({ file }).execute(task, { ...io, executionId: '1' })).rejects.toMatchObject(
      {
        code: 'BUDGET_CONTEXT_REFUSED',
        retryable: false,
      },
    );
  });

  it('has a file whose faults are all told at once, with where they are', async () => {
    const path = join(folder, 'twin.json');
    const provider = { ...STORMY, quality: 2, nanoUsdPerHour: 'cheap' };
    await writeFile(path, JSON.stringify({ seed: -1, providers: [provider] }));
    await expect(readTwinFile(path)).rejects.toThrow(/seed[\s\S]*nanoUsdPerHour[\s\S]*quality/);
  });
});

describe('a curve', () => {
  it('goes through its points, straight between them, and stays outside of them', () => {
    const points = fc
      .uniqueArray(fc.tuple(fc.nat(1_000), fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: 1,
        maxLength: 6,
        selector: ([at]) => at,
      })
      .map((list) => list.toSorted(([a], [b]) => a - b));
    fc.assert(
      fc.property(points, fc.nat(1_200), (list, at) => {
        for (const [where, value] of list) expect(valueAt(list, where)).toBeCloseTo(value, 9);
        const values = list.map(([, value]) => value);
        expect(valueAt(list, at)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(valueAt(list, at)).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
        if (at >= list.at(-1)![0]) expect(valueAt(list, at)).toBe(values.at(-1));
      }),
    );
  });
});
