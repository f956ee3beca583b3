import type { FfmpegWorkflow } from '../ffmpeg-workflow.ts';
import type { CartoonSettings } from './cartoon.ts';

const PAINT_FILTERS = [
  'settb',
  'crop',
  'scale',
  'format',
  'split',
  'bilateral',
  'gblur',
  'blend',
  'lutyuv',
  'lut3d',
  'setparams',
];

const cartoon = (settings: CartoonSettings) => settings;

/** Drawn pictures, two ways. */
export const CARTOON_WORKFLOWS: readonly FfmpegWorkflow[] = [
  {
    id: 'cartoon-balanced',
    effectTypeId: 'cartoon',
    variant: 'balanced',
    version: 1,
    description: 'Painted at half size, lines drawn frame by frame.',
    settings: cartoon({ paintScale: 0.5, smoothingPasses: 2, steadyLines: false, tones: 8 }),
    encode: { preset: 'veryfast', crf: 21, audioKbps: 128 },
    cost: { fixedSeconds: 0.5, secondsPerMegapixel: 0.043 },
    requiredFilters: PAINT_FILTERS,
  },
  {
    id: 'cartoon-fine',
    effectTypeId: 'cartoon',
    variant: 'fine',
    version: 1,
    description: 'Painted at full size under lines that do not boil.',
    settings: cartoon({ paintScale: 1, smoothingPasses: 2, steadyLines: true, tones: 8 }),
    encode: { preset: 'medium', crf: 18, audioKbps: 192 },
    cost: { fixedSeconds: 0.5, secondsPerMegapixel: 0.092 },
    requiredFilters: [...PAINT_FILTERS, 'tmix'],
  },
];
