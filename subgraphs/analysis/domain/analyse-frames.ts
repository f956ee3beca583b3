import type { ClipFrames } from '@effect-studio/media/frames';
import type { Analysis, SceneChange } from '@effect-studio/schema/media/analysis';
import { detectEffects } from './detected-effects.ts';
import { dominantStyle } from './dominant-style.ts';
import { eligibleEffectTypes } from './effect-eligibility.ts';
import { chooseExcerpt } from './excerpt.ts';
import { measureStyle } from './measure-style.ts';
import { measureMotion } from './motion.ts';
import { findSceneChanges } from './scene-changes.ts';
import { thumbnailOf } from './thumbnail.ts';
import { ANALYSER_VERSION } from './version.ts';

const MS_PER_MINUTE = 60_000;

function isChanging(changes: readonly SceneChange[], fromMs: number, toMs: number): boolean {
  return changes.some((change) => change.endMs > fromMs && change.startMs <= toMs);
}

/**
 * Analyses decoded frames; pure. The same frames and version give the same analysis.
 * @param clip.durationMs length of the whole clip
 * @param clip.analysedMs length of the decoded beginning
 */
export function analyseFrames(
  frames: ClipFrames,
  clip: { durationMs: number; analysedMs: number },
  excerptMs?: number,
): Analysis {
  const { ptsMs } = frames;
  const thumbnails = frames.low.map(thumbnailOf);
  const sceneChanges = findSceneChanges(thumbnails, ptsMs);
  const motion = measureMotion(thumbnails, ptsMs, (i) => isChanging(sceneChanges, ptsMs[i - 1]!, ptsMs[i]!));
  const cuts = sceneChanges.filter(({ kind }) => kind !== 'fade').length;
  const descriptor = measureStyle(frames, thumbnails, {
    motionEnergy: motion.energy,
    cutsPerMinute: (cuts * MS_PER_MINUTE) / Math.max(1, clip.analysedMs),
  });
  const detectedEffects = detectEffects(descriptor);
  return {
    analyserVersion: ANALYSER_VERSION,
    ...clip,
    width: frames.nativeWidth,
    height: frames.nativeHeight,
    frameCount: frames.low.length,
    sceneChanges,
    motion,
    descriptor,
    detectedEffects,
    eligibleEffectTypes: eligibleEffectTypes(descriptor, detectedEffects),
    dominantStyle: dominantStyle(descriptor, detectedEffects),
    excerpt: chooseExcerpt(thumbnails, ptsMs, sceneChanges, clip.analysedMs, excerptMs),
  };
}
