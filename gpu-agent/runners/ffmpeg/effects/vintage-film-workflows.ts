import type { FfmpegWorkflow } from '../ffmpeg-workflow.ts';
import type { VintageFilmSettings } from './vintage-film.ts';

const FILM_FILTERS = ['settb', 'crop', 'scale', 'format', 'lut3d', 'vignette', 'noise', 'setparams'];

const film = (settings: VintageFilmSettings) => settings;

/** Faded home movies, three ways. */
export const VINTAGE_FILM_WORKFLOWS: readonly FfmpegWorkflow[] = [
  {
    id: 'vintage-film-fast',
    effectTypeId: 'vintage-film',
    variant: 'fast',
    version: 2,
    description: 'Faded colours, vignette and video noise.',
    settings: film({ lutSize: 17, grain: 'video-noise', weave: 'none', projection: false }),
    encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.02 },
    requiredFilters: FILM_FILTERS,
  },
  {
    id: 'vintage-film-balanced',
    effectTypeId: 'vintage-film',
    variant: 'balanced',
    version: 2,
    description: 'Faded colours, film grain and a picture that moves in the gate by whole pixels.',
    settings: film({ lutSize: 33, grain: 'film', weave: 'whole-pixels', projection: false }),
    encode: { preset: 'veryfast', crf: 20, audioKbps: 128 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.038 },
    requiredFilters: [...FILM_FILTERS, 'split', 'lutyuv', 'gblur', 'blend'],
  },
  {
    id: 'vintage-film-fine',
    effectTypeId: 'vintage-film',
    variant: 'fine',
    version: 3,
    description: 'Film grain, glowing highlights, dust, scratches, an unsteady lamp and smooth gate weave.',
    settings: film({ lutSize: 33, grain: 'film', weave: 'smooth', projection: true }),
    encode: { preset: 'faster', crf: 18, audioKbps: 192 },
    cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.075 },
    requiredFilters: [
      ...FILM_FILTERS,
      ...['split', 'lutyuv', 'gblur', 'blend', 'eq', 'fps', 'colorlevels', 'colorchannelmixer'],
    ],
  },
];
