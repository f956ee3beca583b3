import type { FfmpegWorkflow } from '../ffmpeg-workflow.ts';
import type { DuotoneSettings } from './duotone.ts';

const duotone = (settings: DuotoneSettings) => settings;

/** Two inks of the example, three ways. */
export const DUOTONE_WORKFLOWS: readonly FfmpegWorkflow[] = [
  {
    id: 'duotone-fast',
    effectTypeId: 'duotone',
    variant: 'fast',
    version: 1,
    description: 'Grey levels coloured by curves, 8 bits per channel.',
    settings: duotone({ mapping: 'luma-curves', localContrast: 0, grainSigma: 0 }),
    encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
    cost: { fixedSeconds: 0.05, secondsPerMegapixel: 0.014 },
    requiredFilters: ['settb', 'crop', 'scale', 'format', 'curves', 'setparams'],
  },
  {
    id: 'duotone-balanced',
    effectTypeId: 'duotone',
    variant: 'balanced',
    version: 1,
    description: 'Perceived lightness inked in 16 bits.',
    settings: duotone({ mapping: 'oklab-table', localContrast: 0, grainSigma: 0 }),
    encode: { preset: 'veryfast', crf: 20, audioKbps: 128 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.03 },
    requiredFilters: ['settb', 'crop', 'scale', 'format', 'lut3d', 'setparams'],
  },
  {
    id: 'duotone-fine',
    effectTypeId: 'duotone',
    variant: 'fine',
    version: 2,
    description: 'Perceived lightness inked in 16 bits, local contrast kept, gradients broken up by grain.',
    settings: duotone({ mapping: 'oklab-table', localContrast: 0.35, grainSigma: 1.6 }),
    encode: { preset: 'faster', crf: 18, audioKbps: 192 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.05 },
    requiredFilters: [
      'settb',
      'crop',
      'scale',
      'format',
      'split',
      'gblur',
      'blend',
      'lut3d',
      'lutyuv',
      'noise',
      'setparams',
    ],
  },
];
