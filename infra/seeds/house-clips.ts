import { addHouseClip } from '@effect-studio/intake/use-cases/add-house-clip';
import type { CallContext } from '@effect-studio/kernel/context';
import { HOUSE_CLIPS } from '../house-clips/house-clips.ts';

/** Draws the studio's own clips, once. */
export async function seedHouseClips(intake: CallContext): Promise<void> {
  await Promise.all(HOUSE_CLIPS.map((clip) => addHouseClip(intake, clip.name, clip.make)));
}
