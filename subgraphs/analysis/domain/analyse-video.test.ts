import { probeVideo } from '@effect-studio/media/probe/probe';
import { clipFolder, drawClip, filterClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { analysis as analysisSchema } from '@effect-studio/schema/media/analysis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseVideo } from './analyse-video.ts';

let folder: Awaited<ReturnType<typeof clipFolder>>;
let colourful: string;
const inFolder = (name: string) => `${folder.path}/${name}`;

beforeAll(async () => {
  folder = await clipFolder();
  // Soft coloured clouds that drift: a stand-in for footage, without drawn edges.
  const clouds =
    'gradients=size=320x180:rate=25:duration=3:speed=0.02:seed=7:nb_colors=6:c0=0x204080:c1=0xd08040:c2=0x60a050:c3=0xf0e0c0:c4=0x802040:c5=0x101830';
  const texture = 'mandelbrot=size=320x180:rate=25:start_scale=0.3:end_scale=0.25';
  const mixed =
    '[1]trim=duration=3,format=gbrp[t];[0]format=gbrp[c];[c][t]blend=all_mode=average,gblur=1.2[v]';
  colourful = await drawClip(
    inFolder('colourful.mp4'),
    [clouds, texture],
    [...['-filter_complex', mixed, '-map', '[v]', ...H264]],
  );
});
afterAll(() => folder.dispose());

async function analysed(path: string) {
  return (await analyseVideo(path, (await probeVideo(path))!)).analysis;
}
async function looking(name: string, filters: string) {
  return analysed(await filterClip(colourful, inFolder(`${name}.mp4`), filters));
}
const SEPIA = 'colorchannelmixer=.393:.769:.189:0:.349:.686:.168:0:.272:.534:.131';

describe('analyseVideo', () => {
  it('keeps to the contract and gives the same answer twice', async () => {
    const [one, other] = [await analysed(colourful), await analysed(colourful)];
    expect(analysisSchema.parse(one)).toEqual(one);
    expect(other).toEqual(one);
    expect(one.frameCount).toBe(75);
    expect(one.excerpt.startMs + one.excerpt.durationMs).toBeLessThanOrEqual(one.durationMs);
  });

  it('moves each number of the descriptor in the direction of the change', async () => {
    const plain = (await analysed(colourful)).descriptor;
    const of = async (name: string, filters: string) => (await looking(name, filters)).descriptor;
    expect((await of('dark', 'eq=gamma=0.6')).key).toBeLessThan(plain.key - 0.03);
    expect((await of('flat', 'eq=contrast=0.5')).contrast).toBeLessThan(0.8 * plain.contrast);
    expect((await of('pale', 'eq=saturation=0.5')).saturation).toBeLessThan(0.7 * plain.saturation);
    expect((await of('cool', 'colorbalance=rm=-.5:bm=.5')).temperature).toBeLessThan(
      plain.temperature - 0.01,
    );
    expect((await of('grain', 'noise=alls=12:allf=t')).grain).toBeGreaterThan(plain.grain + 2);
    expect((await of('blur', 'gblur=4')).sharpness).toBeLessThan(0.8 * plain.sharpness);
    expect((await of('flicker', "eq=brightness='0.05*sin(n*2.1)':eval=frame")).flicker).toBeGreaterThan(
      plain.flicker + 5,
    );
    expect((await of('vignette', 'vignette=PI/3')).vignette).toBeGreaterThan(plain.vignette + 0.2);
    expect((await of('repeats', 'fps=12,fps=25')).duplicates).toBeGreaterThan(0.4);
  });

  it('crops black bars before it measures anything else', async () => {
    const plain = (await analysed(colourful)).descriptor;
    const barred = (await looking('bars', 'pad=320:240:0:30:black')).descriptor;
    expect(barred.letterbox.top).toBeCloseTo(30 / 240, 1);
    expect(barred.key).toBeCloseTo(plain.key, 1);
    expect(barred.vignette).toBeCloseTo(plain.vignette, 1);
  });

  it('recognises looks and names the effect types that can make them', async () => {
    const sepia = await looking('sepia', SEPIA);
    expect(sepia.detectedEffects[0]!.effect).toBe('sepia');
    const film = await looking('film', `${SEPIA},noise=alls=16:allf=t,vignette=PI/4`);
    expect(film.eligibleEffectTypes[0]!.effectTypeId).toBe('vintage-film');
    const ramp = "format=gray,format=gbrp,lutrgb=r='30+val*0.85':g='10+val*0.5':b='90+val*0.3'";
    const duotone = await looking('duotone', ramp);
    expect(duotone.eligibleEffectTypes[0]!.effectTypeId).toBe('duotone');
    expect(duotone.dominantStyle).toContain('duotone');
    for (const { eligibleEffectTypes } of [sepia, film, duotone]) {
      expect(eligibleEffectTypes.map((type) => type.effectTypeId)).toContain('look-match');
    }
  });

  it('tells a still, a panning and a zooming camera apart', async () => {
    const still = await looking('still', 'loop=loop=100:size=1:start=0,trim=end_frame=75');
    expect(still.motion.pattern).toBe('still');
    const source = 'mandelbrot=size=640x360:rate=25:start_scale=0.3:end_scale=0.3';
    const pan = await drawClip(
      inFolder('pan.mp4'),
      [source],
      ['-vf', 'trim=duration=3,crop=320:180:n*4:90', ...H264],
    );
    const panned = await analysed(pan);
    expect(panned.motion.pattern).toBe('pan');
    // 4 of 320 pixels per frame at 25 frames per second, to the right.
    expect(panned.motion.panXPerSecond).toBeGreaterThan(0.2);
    expect(panned.motion.panXPerSecond).toBeLessThan(0.4);
  });
});
