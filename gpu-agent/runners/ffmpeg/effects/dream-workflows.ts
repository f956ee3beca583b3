import type { FfmpegWorkflow } from '../ffmpeg-workflow.ts';
import type { DreamSettings } from './dream.ts';

const FILTERS = [
  ...['settb', 'crop', 'scale', 'format', 'lut3d', 'split', 'gblur', 'blend'],
  ...['colorlevels', 'colorchannelmixer', 'setparams'],
];

const dream = (settings: DreamSettings) => settings;

/** Soft pictures in bleeding light, three ways. */
export const DREAM_WORKFLOWS: readonly FfmpegWorkflow[] = [
  {
    id: 'dream-fast',
    effectTypeId: 'dream',
    variant: 'fast',
    version: 2,
    description: 'One wide halo over pastel tones.',
    settings: dream({ lutSize: 17, halos: 1, softness: 0, trail: 1 }),
    encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.03 },
    requiredFilters: FILTERS,
  },
  {
    id: 'dream-balanced',
    effectTypeId: 'dream',
    variant: 'balanced',
    version: 2,
    description: 'A soft picture over the sharp one, in one wide halo.',
    settings: dream({ lutSize: 33, halos: 1, softness: 0.3, trail: 1 }),
    encode: { preset: 'veryfast', crf: 21, audioKbps: 128 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.045 },
    requiredFilters: FILTERS,
  },
  {
    id: 'dream-fine',
    effectTypeId: 'dream',
    variant: 'fine',
    version: 2,
    description: 'Two halos, and a soft picture that trails behind what moves.',
    settings: dream({ lutSize: 33, halos: 2, softness: 0.35, trail: 3 }),
    encode: { preset: 'faster', crf: 18, audioKbps: 192 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.07 },
    requiredFilters: [...FILTERS, 'tmix'],
  },
];
