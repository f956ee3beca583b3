import type { AnalysisResolvers, SceneChangeKind, SceneChangeResolvers } from '../generated/resolvers.ts';
import { findById } from '../persistence/analyses.repository.ts';

export const analysisResolvers: AnalysisResolvers = {
  __resolveReference: async (reference, ctx) =>
    reference.id ? ctx.db.transaction(ctx, (tx) => findById(tx, reference.id!)) : null,
  video: (analysis) => ({ __typename: 'Video', id: analysis.videoId }),
  sceneChanges: ({ result }) => result.sceneChanges,
  motionPattern: ({ result }) => result.motion.pattern,
  taxonomyVersion: ({ result }) => result.taxonomyVersion ?? 1,
  motion: ({ result }) => result.motion,
  // Eight-bit steps to a share.
  motionEnergy: ({ result }) => Math.min(1, result.motion.energy / 255),
  palette: ({ result }) => result.descriptor.palette.map(({ hex, weight }) => ({ hex, share: weight })),
  dominantStyle: ({ result }) => result.dominantStyle,
  detectedEffects: ({ result }) =>
    result.detectedEffects.map(({ effect, confidence, source }) => ({
      effect,
      confidence,
      source: source === 'model' ? ('MODEL' as const) : ('MEASURED' as const),
    })),
  pictureReading: ({ result }) => result.pictureReading ?? null,
  pictureReadingMissing: ({ result }) =>
    result.pictureReading ? null : (result.pictureReadingMissing ?? 'NOT_ASKED'),
  eligibleEffectTypes: ({ result }) =>
    result.eligibleEffectTypes.map(({ effectTypeId, confidence, reason }) => ({
      effectType: { __typename: 'EffectType' as const, id: effectTypeId },
      confidence,
      reason,
    })),
  styleDescriptor: ({ result }) => result.descriptor,
};

export const sceneChangeResolvers: SceneChangeResolvers = {
  kind: (change) => change.kind.toUpperCase() as SceneChangeKind,
  timeMs: (change) => Math.round(change.timeMs),
  startMs: (change) => Math.round(change.startMs),
  endMs: (change) => Math.round(change.endMs),
};
