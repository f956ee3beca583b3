import { probeVideo } from '@effect-studio/media/probe/probe';
import { drawFootage } from '@effect-studio/media/testing/golden-scenes';
import { clipFolder } from '@effect-studio/media/testing/synthetic-clips';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GOLDEN_LOOKS } from '../../testing/golden-looks.ts';
import { analyseVideo } from '../analyse-video.ts';
import { EFFECT_TAXONOMY, STYLE_WORDS } from './style-taxonomy.ts';

let folder: Awaited<ReturnType<typeof clipFolder>>;
beforeAll(async () => {
  folder = await clipFolder();
});
afterAll(() => folder.dispose());

async function analysed(name: string, kind: number, filters: string) {
  const path = `${folder.path}/${name.replaceAll(' ', '-')}.mp4`;
  await drawFootage(path, kind, { seconds: 1.6, filters });
  return (await analyseVideo(path, (await probeVideo(path))!)).analysis;
}

describe('the golden looks', () => {
  it.each(GOLDEN_LOOKS)(
    '$name: sees what a person sees',
    async ({ name, kind, filters, shows, lacks, best }) => {
      const { detectedEffects, eligibleEffectTypes, dominantStyle } = await analysed(name, kind, filters);
      const detected = detectedEffects.map(({ effect }) => effect);
      expect(detected).toEqual(expect.arrayContaining([...shows]));
      for (const effect of lacks) expect(detected).not.toContain(effect);
      expect(eligibleEffectTypes[0]!.effectTypeId).toBe(best);
      expect(eligibleEffectTypes.every(({ reason }) => reason.length > 10)).toBe(true);
      for (const effect of detected) expect(EFFECT_TAXONOMY).toHaveProperty(effect);
      const words: readonly string[] = Object.values(STYLE_WORDS).flat();
      for (const word of dominantStyle.replace('soft video', 'soft-video').split(' ')) {
        expect(words).toContain(word.replace('soft-video', 'soft video'));
      }
    },
  );
});
