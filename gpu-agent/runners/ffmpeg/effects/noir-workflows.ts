import type { FfmpegWorkflow } from '../ffmpeg-workflow.ts';
import type { NoirSettings } from './noir.ts';

const BASE = ['settb', 'crop', 'scale', 'format', 'lut3d', 'vignette', 'setparams'];
const DETAIL = [...BASE, 'split', 'gblur', 'blend'];

const noir = (settings: NoirSettings) => settings;

/** Black and white at hard light, three ways. */
export const NOIR_WORKFLOWS: readonly FfmpegWorkflow[] = [
  {
    id: 'noir-fast',
    effectTypeId: 'noir',
    variant: 'fast',
    version: 1,
    description: 'Silver tones and dark corners by one table.',
    settings: noir({ lutSize: 17, localContrast: 0, halation: 0, grainSigma: 0 }),
    encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.02 },
    requiredFilters: BASE,
  },
  {
    id: 'noir-balanced',
    effectTypeId: 'noir',
    variant: 'balanced',
    version: 1,
    description: 'Local contrast tells apart what colour did.',
    settings: noir({ lutSize: 33, localContrast: 0.3, halation: 0, grainSigma: 0 }),
    encode: { preset: 'veryfast', crf: 21, audioKbps: 128 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.036 },
    requiredFilters: DETAIL,
  },
  {
    id: 'noir-fine',
    effectTypeId: 'noir',
    variant: 'fine',
    version: 2,
    description: 'Local contrast, glowing lamps and the grain of fast film.',
    settings: noir({ lutSize: 33, localContrast: 0.35, halation: 0.4, grainSigma: 3.2 }),
    encode: { preset: 'faster', crf: 18, audioKbps: 192 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.06 },
    requiredFilters: [...DETAIL, 'lutyuv', 'noise'],
  },
];
