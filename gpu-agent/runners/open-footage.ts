import { MediaError } from '@effect-studio/media/media-error';
import { probeVideo, type VideoMetadata } from '@effect-studio/media/probe/probe';
import { RunnerError } from './runner-error.ts';

/**
 * What the footage is.
 * @throws RunnerError `INPUT_UNREADABLE` when it has no picture that can be decoded
 */
export async function openFootage(path: string, signal: AbortSignal): Promise<VideoMetadata> {
  try {
    const clip = await probeVideo(path, { signal });
    if (clip !== null && clip.width > 1 && clip.height > 1) return clip;
  } catch (error) {
    if (!(error instanceof MediaError) || !['FFPROBE_FAILED', 'BAD_OUTPUT'].includes(error.code)) throw error;
    throw new RunnerError('INPUT_UNREADABLE', 'the footage cannot be opened', { cause: error });
  }
  throw new RunnerError('INPUT_UNREADABLE', 'the footage has no picture');
}
