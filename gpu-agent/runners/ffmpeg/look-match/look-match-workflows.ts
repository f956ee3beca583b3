import type { FfmpegWorkflow } from '../ffmpeg-workflow.ts';
import type { LookMatchSettings } from './plan-look-match.ts';

const COLOUR_FILTERS = ['settb', 'crop', 'scale', 'format', 'lut3d', 'setparams'];

const look = (settings: LookMatchSettings) => settings;

/** The example's colours on the footage, three ways. */
export const LOOK_MATCH_WORKFLOWS: readonly FfmpegWorkflow[] = [
  {
    id: 'look-match-fast',
    effectTypeId: 'look-match',
    variant: 'fast',
    version: 2,
    description: 'Tone and colour by a coarse table, compressed in a hurry.',
    settings: look({ lutSize: 17, skinProtection: 0.5, finishing: false }),
    encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.022 },
    requiredFilters: COLOUR_FILTERS,
  },
  {
    id: 'look-match-balanced',
    effectTypeId: 'look-match',
    variant: 'balanced',
    version: 2,
    description: 'Tone and colour by a full table.',
    settings: look({ lutSize: 33, skinProtection: 0.7, finishing: false }),
    encode: { preset: 'veryfast', crf: 20, audioKbps: 128 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.034 },
    requiredFilters: COLOUR_FILTERS,
  },
  {
    id: 'look-match-fine',
    effectTypeId: 'look-match',
    variant: 'fine',
    version: 2,
    description: 'Tone, colour, grain, noise and vignette of the example, compressed with care.',
    settings: look({ lutSize: 33, skinProtection: 0.7, finishing: true }),
    encode: { preset: 'medium', crf: 17, audioKbps: 192 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.05 },
    requiredFilters: [...COLOUR_FILTERS, 'hqdn3d', 'vignette', 'split', 'lutyuv', 'noise', 'gblur', 'blend'],
  },
];
