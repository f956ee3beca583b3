import { containerOf, MAGIC_BYTES } from '@effect-studio/media/probe/magic';
import { LinkFailure, tooLarge } from './link-failure.ts';
import { failureOf, type OpenedLink } from './open-link.ts';

/**
 * The bytes of an opened link as they come, ended as soon as they are too many or their beginning is not a clip's.
 * @param onBytes called with how many have come
 * @throws LinkFailure
 */
export async function* clipBytes(
  { body }: OpenedLink,
  options: { maxBytes: number; signal: AbortSignal; onBytes?: (received: number) => void },
): AsyncGenerator<Buffer> {
  const { maxBytes, signal, onBytes } = options;
  let received = 0;
  /** The beginning, held back until it is known for a clip's. */
  let beginning: Buffer | null = Buffer.alloc(0);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > maxBytes) throw tooLarge(maxBytes);
      onBytes?.(received);
      if (!beginning) {
        yield chunk;
        continue;
      }
      beginning = Buffer.concat([beginning, chunk]);
      if (beginning.length < MAGIC_BYTES) continue;
      yield knownAsClip(beginning);
      beginning = null;
    }
    if (beginning) yield knownAsClip(beginning);
  } catch (error) {
    throw failureOf(error, signal);
  } finally {
    body.destroy();
  }
}

function knownAsClip(beginning: Buffer): Buffer {
  if (beginning.length === 0) {
    throw new LinkFailure({
      reason: 'EMPTY',
      humanReadableCause: 'The server sent nothing.',
      suggestedAction: 'Check that the link opens in a private browser window, or upload the file.',
    });
  }
  if (containerOf(beginning) !== null) return beginning;
  throw new LinkFailure({
    reason: 'NOT_A_VIDEO',
    humanReadableCause: 'What lies behind the link is not a video in a format that we know.',
    suggestedAction: 'Use a link to the file itself (MP4, MOV, WebM, MKV …), not to a page that shows it.',
  });
}
