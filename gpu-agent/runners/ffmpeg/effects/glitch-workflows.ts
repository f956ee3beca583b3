import type { FfmpegWorkflow } from '../ffmpeg-workflow.ts';
import type { GlitchSettings } from './glitch.ts';

const BASE = ['settb', 'crop', 'scale', 'format', 'rgbashift', 'noise', 'setparams'];
const SLICES = [...BASE, 'split', 'lutyuv', 'displace', 'shuffleplanes'];

const glitch = (settings: GlitchSettings) => settings;

/** Broken signals, three ways. */
export const GLITCH_WORKFLOWS: readonly FfmpegWorkflow[] = [
  {
    id: 'glitch-fast',
    effectTypeId: 'glitch',
    variant: 'fast',
    version: 1,
    description: 'Colour channels that drift apart in bursts.',
    settings: glitch({ slices: false, codecFaults: false }),
    encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
    cost: { fixedSeconds: 0.05, secondsPerMegapixel: 0.02 },
    requiredFilters: BASE,
  },
  {
    id: 'glitch-balanced',
    effectTypeId: 'glitch',
    variant: 'balanced',
    version: 2,
    description: 'Bands of the picture slip sideways under split channels.',
    settings: glitch({ slices: true, codecFaults: false }),
    encode: { preset: 'veryfast', crf: 20, audioKbps: 128 },
    cost: { fixedSeconds: 0.05, secondsPerMegapixel: 0.04 },
    requiredFilters: SLICES,
  },
  {
    id: 'glitch-fine',
    effectTypeId: 'glitch',
    variant: 'fine',
    version: 2,
    description: 'Slipping bands, misplaced macroblocks, ghosts of past frames and scan lines.',
    settings: glitch({ slices: true, codecFaults: true }),
    encode: { preset: 'faster', crf: 18, audioKbps: 192 },
    cost: { fixedSeconds: 0.05, secondsPerMegapixel: 0.06 },
    requiredFilters: [...SLICES, 'lagfun', 'blend', 'drawgrid', 'eq'],
  },
];
