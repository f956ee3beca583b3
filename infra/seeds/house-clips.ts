import type { LibraryClip } from '@effect-studio/economics/benchmarks/domain/benchmark-case';
import { addHouseClip } from '@effect-studio/intake/use-cases/add-house-clip';
import type { CallContext } from '@effect-studio/kernel/context';
import { HOUSE_CLIPS } from '../house-clips/house-clips.ts';

/** Draws the studio's own clips, once. @returns their names and ids */
export function seedHouseClips(intake: CallContext): Promise<LibraryClip[]> {
  return Promise.all(
    HOUSE_CLIPS.map(async ({ name, make }) => ({ name, videoId: await addHouseClip(intake, name, make) })),
  );
}
