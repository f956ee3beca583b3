import type { FfmpegWorkflow } from '../ffmpeg-workflow.ts';
import type { PacedMotionSettings } from './paced-motion.ts';

const BASE = ['settb', 'crop', 'scale', 'format', 'setpts', 'fps', 'tpad', 'trim', 'setparams'];
const MOTION = [...BASE, 'minterpolate', 'framerate', 'split', 'blend', 'select', 'ssim'];

const paced = (settings: PacedMotionSettings) => settings;

/** Half speed, three ways to fill the time. */
export const SLOW_MOTION_WORKFLOWS: readonly FfmpegWorkflow[] = [
  {
    id: 'slow-motion-fast',
    effectTypeId: 'slow-motion',
    variant: 'fast',
    version: 1,
    description: 'Half speed, every frame shown twice.',
    settings: paced({ between: 'repeat', shutterFrames: 1 }),
    encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
    cost: { fixedSeconds: 0.05, secondsPerMegapixel: 0.016 },
    requiredFilters: BASE,
  },
  {
    id: 'slow-motion-balanced',
    effectTypeId: 'slow-motion',
    variant: 'balanced',
    version: 1,
    description: 'Half speed, frames mixed from their neighbours.',
    settings: paced({ between: 'blend', shutterFrames: 1 }),
    encode: { preset: 'veryfast', crf: 20, audioKbps: 128 },
    cost: { fixedSeconds: 0.05, secondsPerMegapixel: 0.03 },
    requiredFilters: [...BASE, 'framerate'],
  },
  {
    id: 'slow-motion-fine',
    effectTypeId: 'slow-motion',
    variant: 'fine',
    version: 3,
    description:
      'Half speed, frames made by following what moves, or mixed where a trial on the clip says that these are truer.',
    settings: paced({ between: 'motion', shutterFrames: 1 }),
    encode: { preset: 'faster', crf: 18, audioKbps: 192 },
    cost: { fixedSeconds: 0.5, secondsPerMegapixel: 0.13 },
    requiredFilters: MOTION,
  },
];

/** Time that rushes and lingers, three ways. */
export const SPEED_RAMP_WORKFLOWS: readonly FfmpegWorkflow[] = [
  {
    id: 'speed-ramp-fast',
    effectTypeId: 'speed-ramp',
    variant: 'fast',
    version: 1,
    description: 'Frames dropped where time rushes, repeated where it lingers.',
    settings: paced({ between: 'repeat', shutterFrames: 1 }),
    encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
    cost: { fixedSeconds: 0.05, secondsPerMegapixel: 0.012 },
    requiredFilters: BASE,
  },
  {
    id: 'speed-ramp-balanced',
    effectTypeId: 'speed-ramp',
    variant: 'balanced',
    version: 1,
    description: 'Frames mixed, with the blur of a shutter where time rushes.',
    settings: paced({ between: 'blend', shutterFrames: 2 }),
    encode: { preset: 'veryfast', crf: 20, audioKbps: 128 },
    cost: { fixedSeconds: 0.05, secondsPerMegapixel: 0.03 },
    requiredFilters: [...BASE, 'framerate', 'tmix'],
  },
  {
    id: 'speed-ramp-fine',
    effectTypeId: 'speed-ramp',
    variant: 'fine',
    version: 3,
    description:
      'Frames made by following what moves, or mixed where a trial on the clip says that these are truer, with the blur of a shutter.',
    settings: paced({ between: 'motion', shutterFrames: 2 }),
    encode: { preset: 'faster', crf: 18, audioKbps: 192 },
    cost: { fixedSeconds: 0.5, secondsPerMegapixel: 0.12 },
    requiredFilters: [...MOTION, 'tmix'],
  },
];
