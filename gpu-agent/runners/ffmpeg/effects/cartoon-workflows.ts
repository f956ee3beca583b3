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

/** Drawn pictures, three ways. */
export const CARTOON_WORKFLOWS: readonly FfmpegWorkflow[] = [
  {
    id: 'cartoon-fast',
    effectTypeId: 'cartoon',
    variant: 'fast',
    version: 1,
    description: 'Painted at a third of the size in one pass, bold lines.',
    settings: cartoon({
      paintScale: 0.34,
      smoothingPasses: 1,
      steadyLines: false,
      fineLines: false,
      tones: 6,
    }),
    encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
    cost: { fixedSeconds: 0.5, secondsPerMegapixel: 0.03 },
    requiredFilters: PAINT_FILTERS,
  },
  {
    id: 'cartoon-balanced',
    effectTypeId: 'cartoon',
    variant: 'balanced',
    version: 2,
    description: 'Painted at half size, lines drawn frame by frame.',
    settings: cartoon({
      paintScale: 0.5,
      smoothingPasses: 2,
      steadyLines: false,
      fineLines: false,
      tones: 7,
    }),
    encode: { preset: 'veryfast', crf: 21, audioKbps: 128 },
    cost: { fixedSeconds: 0.5, secondsPerMegapixel: 0.043 },
    requiredFilters: PAINT_FILTERS,
  },
  {
    id: 'cartoon-fine',
    effectTypeId: 'cartoon',
    variant: 'fine',
    version: 3,
    description: 'Painted at three quarters of the size under bold and fine lines that do not boil.',
    settings: cartoon({ paintScale: 0.75, smoothingPasses: 2, steadyLines: true, fineLines: true, tones: 7 }),
    encode: { preset: 'faster', crf: 18, audioKbps: 192 },
    cost: { fixedSeconds: 0.5, secondsPerMegapixel: 0.08 },
    requiredFilters: [...PAINT_FILTERS, 'tmix'],
  },
];
