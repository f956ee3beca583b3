import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMessage } from '../runners/comfyui/protocol.ts';
import { FakeComfyUi } from './fake-comfyui.ts';

const FILE = '../shared/data/comfyui/comfyui_0.3.64_transcript.txt';
const isThere = existsSync(FILE);
const lines = isThere ? readFileSync(FILE, 'utf8').split('\n') : [];
/** What the record has behind the beginning of a line. */
const recorded = (beginning: string): string => {
  const line = lines.find((text) => text.startsWith(beginning));
  if (line === undefined) throw new Error(`the record has no ${beginning}`);
  return line.slice(beginning.length);
};

let fake: FakeComfyUi;
beforeAll(async () => {
  fake = await FakeComfyUi.start();
});
afterAll(() => fake.stop());

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(fake.url + path, { method: 'POST', body: JSON.stringify(body) });
async function upload(name: string, bytes: string, more: Record<string, string> = {}): Promise<Response> {
  const form = new FormData();
  form.append('image', new Blob([bytes]), name);
  for (const [key, value] of Object.entries(more)) form.append(key, value);
  return fetch(`${fake.url}/upload/image`, { method: 'POST', body: form });
}

describe.skipIf(!isThere)(
  `the ComfyUI of the tests answers as a real one did${isThere ? '' : ' (../shared is not there)'}`,
  () => {
    it('to uploads: a taken name gets a number, and none leads out of its folder', async () => {
      const first = await upload('in.png', 'one');
      expect(await first.json()).toEqual(JSON.parse(lines[lines.indexOf('== upload') + 1]!.slice(4)));
      const second = await upload('in.png', 'other');
      expect(await second.json()).toEqual(JSON.parse(recorded('dup name, other bytes -> 200 ')));
      const out = await upload('in.png', 'x', { subfolder: '../..' });
      expect(out.status).toBe(Number(recorded('traversal subfolder -> ')));
    });

    it('to prompts that it refuses', async () => {
      const nobody = await post('/prompt', {});
      expect([nobody.status, await nobody.json()]).toEqual([400, JSON.parse(recorded('no prompt 400 '))]);
      const refusals = lines
        .filter((line) => line.startsWith('POST /prompt 400 '))
        .map((line) => JSON.parse(line.slice('POST /prompt 400 '.length)));
      const empty = await post('/prompt', { prompt: {} });
      expect(await empty.json()).toEqual(refusals[0]);
      const stranger = await post('/prompt', { prompt: { '1': { class_type: 'Nope', inputs: {} } } });
      expect(await stranger.json()).toEqual(refusals[1]);
      const unfit = await post('/prompt', {
        prompt: {
          '1': { class_type: 'EmptyImage', inputs: { width: 8, height: 8, batch_size: 1, color: 0 } },
          '3': { class_type: 'SaveImage', inputs: { images: ['1', 0] } },
        },
      });
      const { error, node_errors } = (await unfit.json()) as (typeof refusals)[number];
      expect(error).toEqual(refusals[2].error);
      expect(node_errors['3'].errors).toEqual(refusals[2].node_errors['3'].errors);
    });

    it('to questions about what is not there', async () => {
      const unknown = await fetch(`${fake.url}/history/unknown`);
      expect(await unknown.json()).toEqual(JSON.parse(recorded('GET /history/unknown 200 ')));
      for (const path of ['/view?filename=../../etc/passwd', '/view?filename=nope.png&type=output']) {
        expect((await fetch(fake.url + path)).status, path).toBe(Number(recorded(`GET ${path} `)));
      }
      const features = await fetch(`${fake.url}/features`);
      expect(await features.json()).toEqual(JSON.parse(recorded('GET /features 200 ')));
      const queue = await fetch(`${fake.url}/queue`);
      expect(await queue.json()).toEqual(JSON.parse(recorded('GET /queue 200 ')));
    });
  },
);

describe.skipIf(!isThere)('every message that a real ComfyUI sent', () => {
  it('is understood, but for those about the server as a whole', () => {
    const whole = lines
      .filter((line) => line.startsWith('  ws {') && !line.includes('(left out)'))
      .map((line) => line.slice(5))
      .filter((text) => isJson(text));
    const strange = whole.filter((text) => readMessage(text) === null).map((text) => JSON.parse(text).type);
    expect(whole.length).toBeGreaterThan(30);
    expect(new Set(strange)).toEqual(new Set(['status']));
  });
});

/** The record cuts long messages off. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
