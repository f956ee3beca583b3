import { readFile, writeFile } from 'node:fs/promises';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { validateOutput } from './validate-output.ts';

let folder: Awaited<ReturnType<typeof clipFolder>>;
let clip: string;
const required = { expectedDurationMs: 2_000, expectedSize: { width: 160, height: 90 } };

beforeAll(async () => {
  folder = await clipFolder();
  const args = [...H264, '-movflags', '+faststart'];
  clip = await drawClip(`${folder.path}/clip.mp4`, ['testsrc2=duration=2:size=160x90'], args);
});
afterAll(() => folder.dispose());

it('accepts what was asked for, small deviations included', async () => {
  expect(await validateOutput(clip, required)).toMatchObject({ ok: true, metadata: { width: 160 } });
  expect(await validateOutput(clip, { ...required, expectedDurationMs: 2_200 })).toMatchObject({ ok: true });
  expect(await validateOutput(clip, { ...required, expectedSize: { width: 161, height: 91 } })).toMatchObject(
    { ok: true },
  );
  expect(await validateOutput(clip, { ...required, expectedSize: null })).toMatchObject({ ok: true });
});

it('says what is wrong with everything else', async () => {
  const truncated = `${folder.path}/truncated.mp4`;
  const bytes = await readFile(clip);
  await writeFile(truncated, bytes.subarray(0, bytes.length / 2));
  const reason = async (path: string, change = {}) => {
    const result = await validateOutput(path, { ...required, ...change });
    return result.ok ? 'ok' : result.reason;
  };
  expect(await reason(`${folder.path}/nowhere.mp4`)).toBe('MISSING');
  expect(await reason(truncated)).toBe('UNDECODABLE');
  expect(await reason(clip, { expectedDurationMs: 3_000 })).toBe('WRONG_DURATION');
  expect(await reason(clip, { expectedSize: { width: 90, height: 160 } })).toBe('WRONG_DIMENSIONS');
});
