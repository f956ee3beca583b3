import type { FfmpegWorkflow } from '../ffmpeg-workflow.ts';
import type { NeonSettings } from './neon.ts';

const FILTERS = [
  ...['settb', 'crop', 'scale', 'format', 'split', 'lut3d', 'gblur', 'sobel', 'lutyuv', 'geq'],
  ...['blend', 'colorlevels', 'setparams'],
];

const neon = (settings: NeonSettings) => settings;

/** Outlines as glowing tubes, three ways. */
export const NEON_WORKFLOWS: readonly FfmpegWorkflow[] = [
  {
    id: 'neon-fast',
    effectTypeId: 'neon',
    variant: 'fast',
    version: 2,
    description: 'Outlines found at half size, one halo.',
    settings: neon({ edgeScale: 0.5, calmTexture: false, steadyEdges: false, halos: 1 }),
    encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.04 },
    requiredFilters: FILTERS,
  },
  {
    id: 'neon-balanced',
    effectTypeId: 'neon',
    variant: 'balanced',
    version: 2,
    description: 'Outlines found at full size, two halos.',
    settings: neon({ edgeScale: 1, calmTexture: false, steadyEdges: false, halos: 2 }),
    encode: { preset: 'veryfast', crf: 20, audioKbps: 128 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.06 },
    requiredFilters: FILTERS,
  },
  {
    id: 'neon-fine',
    effectTypeId: 'neon',
    variant: 'fine',
    version: 2,
    description: 'Texture calmed and outlines steadied first, three halos.',
    settings: neon({ edgeScale: 1, calmTexture: true, steadyEdges: true, halos: 3 }),
    encode: { preset: 'faster', crf: 18, audioKbps: 192 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.09 },
    requiredFilters: [...FILTERS, 'bilateral', 'tmix'],
  },
];
