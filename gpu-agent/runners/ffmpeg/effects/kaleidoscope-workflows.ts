import type { FfmpegWorkflow } from '../ffmpeg-workflow.ts';
import type { KaleidoscopeSettings } from './kaleidoscope.ts';

const BASE = ['settb', 'crop', 'scale', 'format', 'setparams'];
const FOLDED = [...BASE, 'movie', 'rotate', 'remap'];

const kaleidoscope = (settings: KaleidoscopeSettings) => settings;

/** Mirrored wedges, three ways. */
export const KALEIDOSCOPE_WORKFLOWS: readonly FfmpegWorkflow[] = [
  {
    id: 'kaleidoscope-fast',
    effectTypeId: 'kaleidoscope',
    variant: 'fast',
    version: 1,
    description: 'Four mirrored quarters of a wandering window.',
    settings: kaleidoscope({ wedges: 4, oversampling: 1 }),
    encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
    cost: { fixedSeconds: 0.05, secondsPerMegapixel: 0.012 },
    requiredFilters: [...BASE, 'split', 'hflip', 'vflip', 'hstack', 'vstack'],
  },
  {
    id: 'kaleidoscope-balanced',
    effectTypeId: 'kaleidoscope',
    variant: 'balanced',
    version: 1,
    description: 'Six mirrored wedges of a turning picture.',
    settings: kaleidoscope({ wedges: 6, oversampling: 1 }),
    encode: { preset: 'veryfast', crf: 20, audioKbps: 128 },
    cost: { fixedSeconds: 0.3, secondsPerMegapixel: 0.04 },
    requiredFilters: FOLDED,
  },
  {
    id: 'kaleidoscope-fine',
    effectTypeId: 'kaleidoscope',
    variant: 'fine',
    version: 2,
    description: 'Eight mirrored wedges, folded at twice the size for smooth seams.',
    settings: kaleidoscope({ wedges: 8, oversampling: 2 }),
    encode: { preset: 'faster', crf: 18, audioKbps: 192 },
    cost: { fixedSeconds: 0.8, secondsPerMegapixel: 0.07 },
    requiredFilters: FOLDED,
  },
];
