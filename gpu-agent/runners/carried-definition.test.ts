import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeVideo } from '@effect-studio/media/probe/probe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileDigest } from '../leases/file-transfer.ts';
import { sampleTask } from '../testing/sample-task.ts';
import { carriedWorkflow } from './carried-definition.ts';
import { createComfyUiRunner } from './comfyui/comfyui-runner.ts';
import { COMFYUI_WORKFLOWS } from './comfyui/workflow-catalogue.ts';
import { createFfmpegRunner } from './ffmpeg/ffmpeg-runner.ts';
import { writeSyntheticClip } from './ffmpeg/testing/synthetic-clip.ts';
import { findWorkflow, WORKFLOW_CATALOGUE } from './ffmpeg/workflow-catalogue.ts';
import type { JsonObject } from './json-value.ts';
import type { RunnerTask } from './runner.ts';

const { digest: _digest, ...HOUSE } = findWorkflow('duotone-fine')!;
const form = (settings: JsonObject, more: object = {}): JsonObject =>
  ({ ...HOUSE, version: 9, ...more, settings: { ...HOUSE.settings, ...settings } }) as unknown as JsonObject;
const task = (definition: JsonObject): RunnerTask => ({
  ...sampleTask(findWorkflow('duotone-fine')!),
  definition,
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carried-'));
  await writeSyntheticClip(join(folder, 'footage.mp4'), 'testsrc2=size=160x120:rate=10', { seconds: 1 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function render(name: string, one: RunnerTask) {
  const outputPath = join(folder, `${name}.mp4`);
  const { notes } = await createFfmpegRunner().execute(one, {
    executionId: name,
    inputPath: join(folder, 'footage.mp4'),
    outputPath,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return { ...(await fileDigest(outputPath)), outputPath, notes };
}

describe('a workflow that comes with the lease', () => {
  it('renders the picture that its own settings ask for, not the built-in one', async () => {
    const { definition: _none, ...builtIn } = task(form({}));
    const [house, same, other] = [
      await render('house', builtIn),
      await render('same', task(form({}))),
      await render('other', task(form({ grainSigma: 5 }))),
    ];
    expect(same.sha256).toBe(house.sha256);
    expect(other.sha256).not.toBe(house.sha256);
    expect(await probeVideo(other.outputPath)).toMatchObject({ width: 160, height: 120 });
  });

  it('is rendered with a word that it may look different, when it was written for other code', async () => {
    const ours = await render('ours', task(form({})));
    expect(ours.notes.join()).not.toContain('other code');
    const theirs = await render('theirs', task(form({}, { planner: 'f'.repeat(64) })));
    expect(theirs.notes.join()).toContain('written for other code of the agent');
  });

  it.each([
    [
      'a word that no workflow of the effect uses',
      form({ mapping: 'curves=file=/etc/passwd' }),
      'settings.mapping',
    ],
    ['a setting that the planner does not know', form({ extra: 1 }), 'settings'],
    ['a number out of bounds', form({ grainSigma: 1e9 }), 'settings.grainSigma'],
    [
      'another encoder',
      form({}, { encode: { preset: 'placebo -f', crf: 18, audioKbps: 128 } }),
      'encode.preset',
    ],
    ['another workflow’s name', form({}, { id: 'duotone-fast' }), 'duotone-fast'],
  ])('is refused with %s', async (_what, definition, fault) => {
    const failure = await render('refused', task(definition)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'WORKFLOW_REFUSED' });
    expect(JSON.stringify((failure as { faults: string[] }).faults)).toContain(fault);
  });

  it('is checked for ComfyUI, too, and both say that they take them', () => {
    const [ink] = COMFYUI_WORKFLOWS;
    const { digest, ...definition } = ink!;
    const one = { workflowId: ink!.id, effectTypeId: ink!.effectTypeId, variant: ink!.variant };
    const carried = (settings: object) =>
      carriedWorkflow(
        { ...one, definition: { ...definition, settings } as unknown as JsonObject },
        'comfyui',
        COMFYUI_WORKFLOWS,
      );
    expect(carried(ink!.settings)?.digest).toBe(digest);
    expect(() => carried({ ...ink!.settings, outputNodeId: '99' })).toThrow('cannot be run');
    expect(createComfyUiRunner({ url: 'http://127.0.0.1:1', workflows: [] }).takesDefinitions).toBe(true);
    expect(createFfmpegRunner().takesDefinitions).toBe(true);
  });

  it('has the digest that the studio gives it', () => {
    for (const workflow of [...WORKFLOW_CATALOGUE, ...COMFYUI_WORKFLOWS]) {
      const { digest, ...definition } = workflow;
      const adapter = 'encode' in workflow ? 'ffmpeg' : 'comfyui';
      const one = { workflowId: workflow.id, effectTypeId: workflow.effectTypeId, variant: workflow.variant };
      const house = adapter === 'ffmpeg' ? WORKFLOW_CATALOGUE : COMFYUI_WORKFLOWS;
      const carried = carriedWorkflow(
        { ...one, definition: definition as unknown as JsonObject },
        adapter,
        house,
      );
      expect(carried?.digest).toBe(digest);
    }
  });
});
