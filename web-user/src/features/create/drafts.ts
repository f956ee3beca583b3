import { deviceStore } from '@effect-studio/web-kit/device-store.ts';
import type { FootageChoice } from './footage-picker.tsx';
import type { Trim } from './trim.ts';

/** What of a form that was not sent is kept. */
export interface Draft {
  wish: string;
  choice: FootageChoice;
  example: { videoId: string; name: string } | null;
  footage: { videoId: string; name: string } | null;
  /** Further clips that get the look, by their place; drafts of before have none. */
  others?: ({ videoId: string; name: string } | null)[];
  /** The part of each own clip that its result covers; null: the whole. */
  trims?: (Trim | null)[];
}

const store = deviceStore<Draft>('es-drafts');
const KEY = 'create';

/** The draft of this device. */
export const drafts = {
  read: () => store.read(KEY),
  keep: (draft: Draft) => store.keep(KEY, draft),
  forget: () => store.forget(KEY),
};
