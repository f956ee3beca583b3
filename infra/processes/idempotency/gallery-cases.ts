import { TestGallery } from '@effect-studio/gallery/test-gallery';
import { admin } from '@effect-studio/testing/callers';
import { type ContextCases, eventCounter } from './mutation-case.ts';

export const galleryCases: ContextCases = {
  context: 'gallery',
  names: ['unpublishEffect'],
  open: async (options) => {
    const gallery = await TestGallery.open(options);
    const { studio } = gallery;
    return {
      studio,
      close: () => studio.close(),
      mutations: {
        unpublishEffect: async () => {
          const { event } = await gallery.publish();
          const effectId = String(event.payload.effectId);
          return {
            caller: admin(),
            input: { effectId, reason: 'Reported.' },
            otherInput: { effectId, reason: 'Somebody else asked.' },
            countEffects: eventCounter(studio, 'EffectUnpublished.v1', effectId),
          };
        },
      },
    };
  },
};
