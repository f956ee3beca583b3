import { type PictureArea, PictureAreaFinder } from '@effect-studio/media/frames/picture-area';
import { measureFilmMotion } from '@effect-studio/media/look/film-motion';
import { LightMap } from '@effect-studio/media/look/vignette';
import type { Analysis, SceneChange } from '@effect-studio/schema/media/analysis';
import { detectEffects } from './effects/detected-effects.ts';
import { dominantStyle } from './effects/dominant-style.ts';
import { eligibleEffectTypes } from './effects/effect-eligibility.ts';
import { STYLE_TAXONOMY_VERSION } from './effects/style-taxonomy.ts';
import { ExcerptFinder } from './excerpt.ts';
import { measureStyle } from './look/measure-style.ts';
import { type FrameStep, type FrameSteps, frameStep, frameSteps, measureMotion } from './look/motion.ts';
import { type NativeDetail, type NativeFrame, nativeDetail } from './look/native-detail.ts';
import { measurePaceVariation } from './look/pace.ts';
import { SceneChangeDetector } from './scenes/scene-change-detector.ts';
import { type Thumbnail, thumbnailOf } from './scenes/thumbnail.ts';
import { ANALYSER_VERSION } from './version.ts';

const MS_PER_MINUTE = 60_000;
/** Small frames kept for colours: evenly spaced, some more where the clip is longer than announced. */
const COLOUR_FRAMES = 32;
const MOST_COLOUR_FRAMES = 3 * COLOUR_FRAMES;

/** What is known of a clip before its frames are seen. */
export interface ObservedClip {
  durationMs: number;
  width: number;
  height: number;
  /** About how many frames there will be; decides which ones colours are read from. */
  expectedFrames: number;
  /** Every how many frames one comes at native size. */
  nativeEvery: number;
  /** Length of the excerpt, default 3 000 ms. */
  excerptMs?: number | undefined;
}

/** A frame at native size, and what was seen in it while the area of the picture was thought to be this. */
interface SeenNative {
  frame: NativeFrame;
  area?: PictureArea;
  detail?: NativeDetail;
}

/**
 * Analyses frames as they come; pure. The same frames give the same analysis. Memory does not grow with the pictures of
 * a clip: some seventy bytes of numbers per frame are kept, and a bounded number of pictures.
 */
export class ClipObserver {
  readonly #clip: ObservedClip;
  readonly #changes = new SceneChangeDetector();
  readonly #area = new PictureAreaFinder();
  readonly #light = new LightMap();
  readonly #excerpt: ExcerptFinder;
  readonly #steps = frameSteps();
  readonly #colourFrames: Uint8Array[] = [];
  readonly #native: SeenNative[] = [];
  readonly #colourEvery: number;
  #last: { thumbnail: Thumbnail; ptsMs: number } | null = null;

  constructor(clip: ObservedClip) {
    this.#clip = clip;
    this.#excerpt = new ExcerptFinder(clip.excerptMs);
    this.#colourEvery = Math.max(1, Math.floor(clip.expectedFrames / COLOUR_FRAMES));
  }

  /** Takes the next frame as 160×90 RGB. */
  addLow(rgb: Uint8Array, ptsMs: number): void {
    const thumbnail = thumbnailOf(rgb);
    const now = { thumbnail, ptsMs };
    if (this.#last) this.#steps.add(frameStep(this.#last, now));
    this.#last = now;
    const place = this.#excerpt.frameCount;
    this.#excerpt.add(thumbnail, ptsMs);
    this.#changes.add(thumbnail, ptsMs);
    this.#area.add(rgb);
    this.#light.add(rgb);
    this.#lookAhead(place);
    const isDue = place % this.#colourEvery === this.#colourEvery >> 1;
    if (isDue && this.#colourFrames.length < MOST_COLOUR_FRAMES) this.#colourFrames.push(rgb);
  }

  /** Takes a frame at native size, packed RGB. */
  addNative(rgb: Uint8Array): void {
    this.#native.push({ frame: { rgb, width: this.#clip.width, height: this.#clip.height } });
  }

  /** Looks at native frames while the clip is still being decoded: only at the end is the area of the picture certain. */
  #lookAhead(place: number): void {
    const { nativeEvery } = this.#clip;
    if (place === 0 || place % nativeEvery !== 0) return;
    const seen = this.#native[place / nativeEvery - 1];
    if (seen && !seen.detail) look(seen, this.#area.area());
  }

  /** What was found in all of them. */
  finish(): Analysis {
    const { durationMs, width, height } = this.#clip;
    const sceneChanges = this.#changes.finish();
    const steps = withoutChanges(this.#steps, sceneChanges);
    const motion = measureMotion(steps);
    const cuts = sceneChanges.filter(({ kind }) => kind !== 'fade').length;
    const area = this.#area.area();
    const descriptor = measureStyle({
      area,
      frames: this.#colourFrames,
      light: this.#light.mean(),
      native: this.#native.map((seen) => look(seen, area)),
      movement: {
        ...measureFilmMotion(this.#excerpt.meanLuma, this.#steps.of('difference')),
        motionEnergy: motion.energy,
        cutsPerMinute: (cuts * MS_PER_MINUTE) / Math.max(1, durationMs),
        paceVariation: measurePaceVariation(steps),
      },
    });
    const detectedEffects = detectEffects(descriptor);
    return {
      analyserVersion: ANALYSER_VERSION,
      taxonomyVersion: STYLE_TAXONOMY_VERSION,
      durationMs,
      analysedMs: durationMs,
      width,
      height,
      frameCount: this.#excerpt.frameCount,
      sceneChanges,
      motion,
      descriptor,
      detectedEffects,
      eligibleEffectTypes: eligibleEffectTypes(descriptor, detectedEffects),
      dominantStyle: dominantStyle(descriptor, detectedEffects),
      excerpt: this.#excerpt.choose(sceneChanges, durationMs),
    };
  }
}

/** What a native frame shows inside an area; remembered as long as the area is the same. */
function look(seen: SeenNative, area: PictureArea): NativeDetail {
  const isSame =
    seen.area &&
    (['top', 'bottom', 'left', 'right'] as const).every((side) => seen.area![side] === area[side]);
  if (!isSame || !seen.detail) Object.assign(seen, { area, detail: nativeDetail(seen.frame, area) });
  return seen.detail!;
}

/** Steps that do not touch a change of scene; both are in order of time. */
function withoutChanges(steps: FrameSteps, changes: readonly SceneChange[]): FrameSteps {
  const names = ['fromMs', 'toMs', 'difference', 'dx', 'dy', 'growth'] as const;
  const columns = names.map((name) => steps.of(name));
  const kept = frameSteps();
  let next = 0;
  for (let i = 0; i < steps.length; i++) {
    const row = Object.fromEntries(names.map((name, c) => [name, columns[c]![i]!])) as unknown as FrameStep;
    while (next < changes.length && changes[next]!.endMs <= row.fromMs) next++;
    const change = changes[next];
    if (!change || change.startMs > row.toMs) kept.add(row);
  }
  return kept;
}
