import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeProxy } from '../derived/proxy.ts';
import { runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { type HostileInput, makeHostileInputs } from '../testing/hostile-inputs.ts';
import { mutantOf } from '../testing/mutants.ts';
import { clipFolder, drawClip, H264 } from '../testing/synthetic-clips.ts';
import { watchPrograms, whyUnwatched } from '../testing/watched-programs.ts';
import { probeVideo } from './probe.ts';
import { validateVideo } from './validate.ts';

const LIMITS = { maxSizeBytes: 5e8, maxDurationMs: 600_000, maxPixels: 36_864_000 };
const SECRET = 'bait-4c1d';
let folder: Awaited<ReturnType<typeof clipFolder>>;
let inputs: HostileInput[];
const unwatched = whyUnwatched();
const why = unwatched === null ? '' : ` (skipped: ${unwatched})`;
let requests = 0;
const server = createServer((_, response) => {
  requests += 1;
  response.end();
});

beforeAll(async () => {
  folder = await clipFolder();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const filePath = `${folder.path}/secret.txt`;
  await writeFile(filePath, SECRET);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bait.mp4`;
  inputs = await makeHostileInputs(folder.path, { filePath, url });
});
afterAll(async () => {
  server.close();
  await folder.dispose();
});

describe('hostile inputs', () => {
  it('work, or are refused with a reason that names the cause', { timeout: 180_000 }, async () => {
    const wrong: Record<string, string> = {};
    for (const { name, path, verdicts } of inputs) {
      const result = await validateVideo(path, LIMITS);
      const verdict = result.ok ? 'ok' : result.reason;
      if (!(verdicts as readonly string[]).includes(verdict)) wrong[name] = verdict;
      if (!result.ok) expect(result.suggestedAction).not.toBe('');
    }
    expect(wrong).toEqual({});
    expect(inputs.length).toBeGreaterThanOrEqual(35);
  });

  it('let nothing out: no address asked, no file read, no command run, no tag kept', async () => {
    const tagged = inputs.find(({ name }) => name === 'injected tags')!;
    const proxy = `${folder.path}/tagged-proxy.mp4`;
    await writeProxy(tagged.path, (await probeVideo(tagged.path))!, proxy, { timeoutMs: 60_000 });
    expect((await readFile(proxy)).includes('drop table')).toBe(false);
    expect(requests).toBe(0);
    expect(await readdir(folder.path)).not.toContain('pwned');
    expect(await readdir('.')).not.toContain('pwned');
  });
});

describe.skipIf(unwatched !== null)(`what ffmpeg and ffprobe ask of the system${why}`, () => {
  /** Runs something watched. @returns what was touched beside the file that it was about */
  async function touchedBy(work: () => Promise<unknown>, own: string) {
    const watched = watchPrograms(`${folder.path}/watched`);
    try {
      await work();
      const { files, network, programs } = watched.take();
      return { foreign: [...files].filter((file) => file !== own), network, programs };
    } finally {
      watched.stop();
    }
  }
  /** What any run looks at: its libraries, the processors. */
  async function usualFiles(): Promise<Set<string>> {
    const path = await drawClip(`${folder.path}/usual.mp4`, ['testsrc2=duration=1:size=64x64'], [...H264]);
    const { foreign, network, programs } = await touchedBy(() => validateVideo(path, LIMITS), path);
    expect([network, programs]).toEqual([[], []]);
    return new Set(foreign);
  }

  it('is no network and no file but their own, for every hostile input and for mutants of clips', {
    timeout: 300_000,
  }, async () => {
    const usual = await usualFiles();
    const clip = await readFile(`${folder.path}/usual.mp4`);
    const mutants = await Promise.all(
      Array.from({ length: 12 }, async (_, number) => {
        const path = `${folder.path}/watched-mutant-${number}.mp4`;
        await writeFile(path, mutantOf(clip, 11, number));
        return { name: `mutant ${number}`, path };
      }),
    );
    const strayed: Record<string, unknown> = {};
    for (const { name, path } of [...inputs, ...mutants]) {
      const { foreign, ...touched } = await touchedBy(() => validateVideo(path, LIMITS), path);
      const files = foreign.filter((file) => !usual.has(file));
      if (files.length + touched.network.length + touched.programs.length > 0)
        strayed[name] = { files, ...touched };
    }
    expect(strayed).toEqual({});
  });

  it('is seen: a playlist that is let through is caught at the file and at the address that it names', async () => {
    const secret = `${folder.path}/secret.txt`;
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/seen.ts`;
    const playlist = `${folder.path}/let-through.m3u8`;
    const target = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n';
    await writeFile(playlist, `${target}${address}\n#EXTINF:1,\nfile:${secret}\n#EXT-X-ENDLIST\n`);
    const open = ['-protocol_whitelist', 'file,http,tcp', '-allowed_extensions', 'ALL', '-i', playlist];
    const { foreign, network } = await touchedBy(
      () => runFfmpeg([...open, '-f', 'null', '-'], { timeoutMs: 20_000 }).catch(() => undefined),
      playlist,
    );
    expect(foreign).toContain(secret);
    expect(network.some((line) => line.includes('connect('))).toBe(true);
    requests = 0;
  });
});

describe('mutants of real clips', () => {
  it.each([
    ['mp4', [...H264, '-movflags', '+faststart']],
    ['mkv', [...H264]],
    ['avi', ['-c:v', 'mpeg4']],
  ])(
    '%s: are judged, all of them, without a crash or a hang',
    { timeout: 120_000 },
    async (extension, codec) => {
      const clip = await readFile(
        await drawClip(`${folder.path}/base.${extension}`, ['testsrc2=duration=1:size=64x64:rate=10'], codec),
      );
      const verdicts: string[] = [];
      for (let number = 0; number < 8; number += 1) {
        const path = `${folder.path}/mutant-${number}.${extension}`;
        await writeFile(path, mutantOf(clip, 7, number));
        const result = await validateVideo(path, LIMITS);
        verdicts.push(result.ok ? 'ok' : result.reason);
      }
      expect(verdicts).toHaveLength(8);
      expect(new Set(verdicts).size).toBeGreaterThan(1);
    },
  );
});
