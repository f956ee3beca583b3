import { TestGallery } from '@effect-studio/gallery/test-gallery';
import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { submissionOf } from '@effect-studio/testing/submission';
import { type ContextCases, counter, eventCounter } from './mutation-case.ts';

export const galleryCases: ContextCases = {
  context: 'gallery',
  names: [
    'decideEffectReport',
    'editEffectListing',
    'reportEffect',
    'republishEffect',
    'rollBackEffect',
    'saveGalleryCategory',
    'showEffectAgain',
    'unpublishEffect',
    'withdrawEffect',
  ],
  open: async (options) => {
    const gallery = await TestGallery.open(options);
    const { studio } = gallery;
    return {
      studio,
      close: () => studio.close(),
      mutations: {
        reportEffect: async () => {
          const { event } = await gallery.publish();
          const effectId = String(event.payload.effectId);
          return {
            caller: creator(),
            input: { effectId, ground: 'RIGHTS', details: 'It is mine.' },
            otherInput: { effectId, ground: 'RIGHTS', details: 'It is my sister’s.' },
            countEffects: eventCounter(studio, 'EffectReported.v1', effectId),
          };
        },
        decideEffectReport: async () => {
          const { event } = await gallery.publish();
          const effectId = String(event.payload.effectId);
          const reportId = await gallery.report(effectId);
          return {
            caller: admin(),
            input: { reportId, isUpheld: true, reason: 'It is theirs.' },
            otherInput: { reportId, isUpheld: false, reason: 'It is not.' },
            countEffects: eventCounter(studio, 'EffectReportDecided.v1', effectId),
          };
        },
        editEffectListing: async () => {
          const { event } = await gallery.publish();
          const effectId = String(event.payload.effectId);
          const listing = { effectId, description: 'Warm.', categoryId: 'drawn', tags: ['warm'] };
          const versions = 'select version as count from gallery.effect where id = $1';
          return {
            caller: admin(),
            input: { ...listing, title: 'Renamed' },
            otherInput: { ...listing, title: 'Renamed otherwise' },
            countEffects: counter(studio, versions, [effectId]),
          };
        },
        saveGalleryCategory: async () => {
          const id = newId();
          const category = { id, description: 'New.', position: 7, isHidden: false };
          const versions = 'select coalesce(max(version), 0) as count from gallery.category where id = $1';
          return {
            caller: admin(),
            input: { ...category, title: 'Shelf' },
            otherInput: { ...category, title: 'Another name' },
            countEffects: counter(studio, versions, [id]),
          };
        },
        rollBackEffect: async () => {
          const first = await gallery.publish();
          const { ownerId, runId } = first.submission;
          const effectId = String(first.event.payload.effectId);
          for (const composite of [0.9, 0.95]) {
            const again = submissionOf({ ownerId, composite });
            gallery.graph.rerenderOf.set(again.runId, runId);
            await gallery.approve(again);
          }
          await studio.settle();
          const revisionId = first.event.payload.revisionId;
          return {
            caller: admin(),
            input: { effectId, revisionId, reason: 'It flickers.' },
            otherInput: { effectId, revisionId, reason: 'It is too dark.' },
            countEffects: eventCounter(studio, 'EffectRolledBack.v1', effectId),
          };
        },
        republishEffect: async () => {
          const { event } = await gallery.publish();
          const effectId = String(event.payload.effectId);
          await gallery.takeOut(effectId);
          return {
            caller: admin(),
            input: { effectId, reason: 'It was a mistake.' },
            otherInput: { effectId, reason: 'They took it back.' },
            countEffects: eventCounter(studio, 'EffectRepublished.v1', effectId),
          };
        },
        withdrawEffect: async () => {
          const { event, submission } = await gallery.publish();
          const effectId = String(event.payload.effectId);
          return {
            caller: creator(submission.ownerId),
            input: { effectId },
            otherInput: { effectId: newId() },
            countEffects: eventCounter(studio, 'EffectUnpublished.v1', effectId),
          };
        },
        showEffectAgain: async () => {
          const { event, submission } = await gallery.publish();
          const effectId = String(event.payload.effectId);
          await gallery.withdraw(effectId, creator(submission.ownerId));
          return {
            caller: creator(submission.ownerId),
            input: { effectId, consentPublicPreview: true },
            otherInput: { effectId, consentPublicPreview: false },
            countEffects: eventCounter(studio, 'EffectRepublished.v1', effectId),
          };
        },
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
