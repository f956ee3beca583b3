import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { hasVmaf } from '@effect-studio/media/vmaf';
import { qualityEvaluation } from '@effect-studio/schema/media/quality-vector';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateOutput } from './evaluate-output.ts';

const WINDOW = { startMs: 1_000, durationMs: 2_000 };
const SEPIA = 'colorchannelmixer=.393:.769:.189:0:.349:.686:.168:0:.272:.534:.131';
let folder: Awaited<ReturnType<typeof clipFolder>>;
let footage: string;
let example: string;
const inFolder = (name: string) => `${folder.path}/${name}`;

beforeAll(async () => {
  folder = await clipFolder();
  const clouds =
    'gradients=size=320x180:rate=25:duration=4:speed=0.02:seed=7:nb_colors=6:c0=0x204080:c1=0xd08040:c2=0x60a050:c3=0xf0e0c0:c4=0x802040:c5=0x101830';
  const texture = 'mandelbrot=size=320x180:rate=25:start_scale=0.3:end_scale=0.22';
  const mixed = '[1]trim=duration=4,format=gbrp[t];[0]format=gbrp[c];[c][t]blend=all_mode=average[v]';
  const streams = [
    '-filter_complex',
    mixed,
    '-map',
    '[v]',
    '-map',
    '2:a',
    ...H264,
    '-c:a',
    'aac',
    '-g',
    '25',
  ];
  footage = await drawClip(inFolder('footage.mp4'), [clouds, texture, 'sine=duration=4'], streams);
  const other =
    'gradients=size=320x180:rate=25:duration=3:seed=3:nb_colors=5:c0=0x305020:c1=0xe0c090:c2=0x7090b0:c3=0x402818:c4=0xa06060';
  example = await drawClip(inFolder('example.mp4'), [other], ['-vf', SEPIA, ...H264]);
});
afterAll(() => folder.dispose());

/** Renders the window as an agent would, through a filter chain. */
async function judged(
  name: string,
  filters: string,
  effectTypeId = 'look-match',
  more: string[] = [],
  usesVmaf?: boolean,
) {
  const outputPath = inFolder(`${name}.mp4`);
  const cut = ['-ss', '1', '-t', '2', '-i', footage];
  await runFfmpeg([...cut, '-vf', filters, ...H264, '-c:a', 'aac', ...more, outputPath], {
    timeoutMs: 60_000,
  });
  const input = {
    footagePath: footage,
    outputPath,
    example: { path: example },
    effectTypeId,
    window: WINDOW,
    ...(usesVmaf === undefined ? {} : { usesVmaf }),
  };
  return (await evaluateOutput(input)).evaluation;
}

describe('evaluateOutput', () => {
  it('finds an untouched rendering flawless but not in the style, the same every time', async () => {
    const one = await judged('same', 'null');
    expect(await judged('same', 'null')).toEqual(one);
    expect(qualityEvaluation.parse(one)).toEqual(one);
    expect(one.framesCompared).toBe(50);
    expect(one.vector.fidelity).toBeGreaterThan(0.99);
    expect(one.vector.artifacts).toBeGreaterThan(0.93);
    expect(one.vector.temporalConsistency).toBeGreaterThan(0.95);
    expect(one.vector.styleAdherence).toBeLessThan(0.5);
  });

  it.each([
    ['blur', 'fidelity', ['gblur=2', 'gblur=5', 'gblur=12']],
    ['blur', 'artifacts', ['gblur=1', 'gblur=3']],
    ['noise', 'artifacts', ['noise=alls=5:allf=t', 'noise=alls=15:allf=t', 'noise=alls=40:allf=t']],
    [
      'flicker',
      'temporalConsistency',
      [0.01, 0.04, 0.12].map((a) => `eq=brightness='${a}*sin(n*2.1)':eval=frame`),
    ],
    ['frozen frames', 'temporalConsistency', ['fps=12,fps=25', 'fps=5,fps=25', 'fps=2,fps=25']],
  ] as const)('lets %s lower %s step by step, and the composite with it', async (name, part, ladder) => {
    const steps = [await judged('clean', 'null')];
    for (const [i, filters] of ladder.entries()) steps.push(await judged(`${name}-${part}-${i}`, filters));
    for (let i = 1; i < steps.length; i++) {
      expect(steps[i]!.vector[part]).toBeLessThan(steps[i - 1]!.vector[part]);
      expect(steps[i]!.composite).toBeLessThan(steps[i - 1]!.composite);
    }
  });

  it('rewards colours that approach the example and does not take a grade for damage', async () => {
    const [plain, half, full, inverted] = [
      await judged('plain', 'null'),
      await judged('half', 'colorchannelmixer=.7:.38:.09:0:.17:.84:.08:0:.14:.27:.57'),
      await judged('full', SEPIA),
      await judged('inverted', 'negate'),
    ];
    expect(half.vector.styleAdherence).toBeGreaterThan(plain.vector.styleAdherence);
    expect(full.vector.styleAdherence).toBeGreaterThan(half.vector.styleAdherence);
    expect(inverted.vector.styleAdherence).toBeLessThan(full.vector.styleAdherence);
    expect(full.vector.fidelity).toBeGreaterThan(0.95);
    expect(full.composite).toBeGreaterThan(plain.composite);
  });

  it('expects of each effect type what it is meant to change', async () => {
    const flat =
      "bilateral=sigmaS=6:sigmaR=0.2,format=gbrp,lutrgb=r='floor(val/51)*51':g='floor(val/51)*51':b='floor(val/51)*51'";
    const asCartoon = await judged('cartoon', flat, 'cartoon');
    const asGrade = await judged('cartoon', flat, 'look-match');
    expect(asCartoon.composite).toBeGreaterThan(asGrade.composite);
    const grainy = 'noise=alls=16:allf=t';
    const asFilm = await judged('film', grainy, 'vintage-film');
    const asLook = await judged('film', grainy, 'look-match');
    expect(asFilm.vector.artifacts).toBeGreaterThan(asLook.vector.artifacts + 0.1);
  });

  it('punishes another picture, lost sound and black frames', async () => {
    const plain = await judged('plain', 'null');
    expect((await judged('mirrored', 'hflip')).vector.fidelity).toBeLessThan(0.5);
    expect((await judged('silent', 'null', 'look-match', ['-an'])).parts.soundLoss).toBe(1);
    const black = await judged('black', "drawbox=color=black:t=fill:enable='gt(n,24)'");
    expect(black.parts.blackShare).toBeGreaterThan(0.4);
    expect(black.composite).toBeLessThan(plain.composite - 0.2);
  });

  it.skipIf(!hasVmaf())(
    'names what fidelity was measured with: VMAF where it applies and ffmpeg has it, else structure alone',
    async () => {
      const [withVmaf, without] = [
        await judged('soft', 'gblur=3'),
        await judged('soft', 'gblur=3', 'look-match', [], false),
      ];
      expect(withVmaf.metrics.fidelity).toMatch(/^vmaf_v0\.6\.1 and ms-ssim/);
      expect(without.metrics.fidelity).toMatch(/^ms-ssim.*no libvmaf/);
      expect([withVmaf.evaluatorVersion, without.evaluatorVersion]).toEqual(['cpu-2.2.0+vmaf', 'cpu-2.2.0']);
      expect(without.parts).not.toHaveProperty('vmaf');
      const clean = await judged('clean', 'null');
      expect(clean.parts.vmaf).toBeGreaterThan(90);
      expect(withVmaf.parts.vmaf).toBeLessThan(clean.parts.vmaf! - 20);
      // Drawn lines are no ruin: VMAF is not asked.
      const cartoon = await judged('cartoon-lines', 'edgedetect=mode=colormix', 'cartoon');
      expect(cartoon.metrics.fidelity).toMatch(/^ms-ssim/);
      expect(cartoon.parts).not.toHaveProperty('vmaf');
      // Either way damage is ranked.
      for (const usesVmaf of [true, false]) {
        const ladder = [];
        for (const sigma of [1, 3, 8])
          ladder.push(await judged(`soft-${sigma}`, `gblur=${sigma}`, 'look-match', [], usesVmaf));
        const fidelities = ladder.map(({ vector }) => vector.fidelity);
        expect(fidelities).toEqual(fidelities.toSorted((one, other) => other - one));
      }
    },
  );
});
