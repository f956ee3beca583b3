import { readFrames } from '@effect-studio/media/frames/frames';
import { drawFootage } from '@effect-studio/media/testing/golden-scenes';
import { clipFolder, filterClip } from '@effect-studio/media/testing/synthetic-clips';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawColours, measureStyleAdherence } from './style-adherence.ts';
import { textureLookOf } from './texture-look.ts';

/** Grades with their opposites. */
const GRADES: readonly (readonly [name: string, grade: string, opposite: string])[] = [
  ['warm', 'colorbalance=rm=.35:bm=-.35', 'colorbalance=rm=-.35:bm=.35'],
  ['cold', 'colorbalance=rm=-.3:bm=.3:rh=-.2:bh=.2', 'colorbalance=rm=.3:bm=-.3:rh=.2:bh=-.2'],
  ['dark', 'eq=gamma=0.55', 'eq=gamma=1.7'],
  ['pale', 'eq=saturation=0.35:contrast=0.75', 'eq=saturation=2:contrast=1.3'],
  ['green', 'colorbalance=gm=.3:gh=.2', 'colorbalance=gm=-.3:gh=-.2'],
];
let folder: Awaited<ReturnType<typeof clipFolder>>;
const clips: string[] = [];
beforeAll(async () => {
  folder = await clipFolder();
  for (const kind of [0, 1, 2]) {
    clips.push(await drawFootage(`${folder.path}/${kind}.mp4`, kind, { seconds: 1, seed: 3 + kind }));
  }
});
afterAll(() => folder.dispose());

async function lookOf(path: string) {
  const frames = await readFrames(path, { nativeWidth: 320, nativeHeight: 180 });
  return { colours: drawColours(frames.low), texture: textureLookOf(frames) };
}

async function adherence(paths: Record<'footage' | 'candidate' | 'example', string>) {
  const [footage, candidate, example] = await Promise.all([
    lookOf(paths.footage),
    lookOf(paths.candidate),
    lookOf(paths.example),
  ]);
  return measureStyleAdherence({
    colours: { footage: footage.colours, candidate: candidate.colours, example: example.colours },
    textures: { footage: footage.texture, candidate: candidate.texture, example: example.texture },
  });
}

const pairs = GRADES.flatMap((grade) =>
  [0, 1].map((kind) => ({ grade, kind, title: `${grade[0]} on ${kind}` })),
);

describe('style adherence', () => {
  it.each(pairs)(
    'rises when the look is matched and falls when it is inverted: $title',
    async ({ grade, kind }) => {
      const [name, matching, opposite] = grade;
      const footage = clips[kind]!;
      const made = (suffix: string, filters: string, source = footage) =>
        filterClip(source, `${folder.path}/${name}-${kind}-${suffix}.mp4`, filters);
      // The example is another place in the same grade.
      const example = await made('example', matching, clips[kind + 1]!);
      const neutral = clips[kind + 1]!;
      const matched = await adherence({
        footage: neutral,
        candidate: await made('matched', matching, neutral),
        example,
      });
      const inverted = await adherence({
        footage: neutral,
        candidate: await made('inverted', opposite, neutral),
        example,
      });
      expect(matched.after).toBeLessThan(matched.before);
      expect(inverted.after).toBeGreaterThan(inverted.before);
      expect(matched.adherence).toBeGreaterThan(0.5);
      expect(inverted.adherence).toBeLessThan(0.2);
    },
  );

  it('counts grain and dark corners besides colours where the example has them', async () => {
    const footage = clips[0]!;
    const old = 'noise=alls=16:allf=t,vignette=PI/3.6';
    const example = await filterClip(clips[1]!, `${folder.path}/old.mp4`, old);
    const plain = await adherence({ footage, candidate: footage, example });
    const aged = await adherence({
      footage,
      candidate: await filterClip(footage, `${folder.path}/aged.mp4`, old),
      example,
    });
    expect(aged.textureAfter).toBeLessThan(0.5 * plain.textureAfter);
    expect(aged.adherence).toBeGreaterThan(plain.adherence + 0.1);
  });
});
