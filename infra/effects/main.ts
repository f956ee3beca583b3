import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { HOUSE_CLIPS } from '../house-clips/house-clips.ts';
import { EffectsFault } from './effects-fault.ts';
import { writeEffectsSheet } from './effects-sheet.ts';
import { prepareClip, type RenderedEffect, renderEffects } from './render-effects.ts';

const USAGE = `npm run effects -- --clip FILE [--example FILE] [--out FOLDER] [--seconds N] [--only TYPE,TYPE] [--keep] [--json]

Renders every effect type and workflow on an excerpt of the clip: FOLDER/effects.png has a row per effect type, the
table says what each took and how good it is. The example (default: a house clip at dusk) lends look match and others
its colours. FOLDER is .studio/effects by default; --keep leaves the rendered clips there.`;

const { values } = parseArgs({
  options: {
    clip: { type: 'string' },
    example: { type: 'string' },
    out: { type: 'string', default: path.join('.studio', 'effects') },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    width: { type: 'string', default: '380' },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const COLUMNS = ['workflow', 's', '× decode', 'fidelity', 'artifacts', 'style', 'temporal', 'composite'];

function rowOf({ workflow, seconds, timesDecode, evaluation }: RenderedEffect): string[] {
  const { fidelity, artifacts, styleAdherence, temporalConsistency } = evaluation.vector;
  const shares = [fidelity, artifacts, styleAdherence, temporalConsistency, evaluation.composite];
  return [
    workflow.id,
    seconds.toFixed(2),
    timesDecode.toFixed(1),
    ...shares.map((share) => share.toFixed(2)),
  ];
}

const line = (cells: readonly string[]): string =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(24) : cell.padStart(10))).join('');

async function main(): Promise<void> {
  if (values.help || !values.clip) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const excerptMs = Number(values.seconds) * 1_000;
  if (!(excerptMs >= 500 && excerptMs <= 60_000)) throw new EffectsFault('--seconds takes 0.5 to 60.');
  await mkdir(values.out, { recursive: true });
  const folder = await mkdtemp(path.join(tmpdir(), 'effects-'));
  const say = (text: string) => values.json || process.stdout.write(`${text}\n`);
  try {
    const footage = await prepareClip(values.clip, folder, 'footage');
    let examplePath = values.example;
    if (!examplePath) {
      examplePath = path.join(folder, 'house.mp4');
      await HOUSE_CLIPS[0]!.make(examplePath);
    }
    const example = await prepareClip(examplePath, folder, 'example');
    say(line(COLUMNS));
    const rendered = await renderEffects(footage, example, {
      folder: values.keep ? values.out : folder,
      excerptMs,
      only: values.only.split(',').filter(Boolean),
      onRendered: (one) => say(line(rowOf(one))),
    });
    if (rendered.length === 0) throw new EffectsFault(`There is no effect type ${values.only}.`);
    const sheet = path.join(values.out, 'effects.png');
    const size = await writeEffectsSheet(footage, example, rendered, {
      path: sheet,
      excerptMs,
      cellWidth: Number(values.width),
    });
    await writeFile(
      path.join(values.out, 'effects.json'),
      `${JSON.stringify(rendered.map(toJson), null, 2)}\n`,
    );
    if (values.json) process.stdout.write(`${JSON.stringify({ sheet, workflows: rendered.map(toJson) })}\n`);
    say(`\nLook at it: ${sheet} (${size.width}×${size.height})`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function toJson({ workflow, seconds, timesDecode, evaluation, notes }: RenderedEffect) {
  const { vector, composite, parts } = evaluation;
  return { workflowId: workflow.id, seconds, timesDecode, vector, composite, parts, notes };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof EffectsFault ? error.message : (error as Error)?.stack}\n`);
  process.exitCode = 1;
});
