import { feed, type GapItem } from '@effect-studio/kernel/bus/event-feed';
import type { CallContext } from '@effect-studio/kernel/context';
import { AsyncQueue } from '@effect-studio/kernel/process/async-queue';
import { VideoErased, VideoIngested, VideoRejected } from '@effect-studio/schema/events/intake';
import { arrivalTopic } from '../domain/arrival-ticks.ts';
import type { Video } from '../domain/video.ts';
import { loadVideo } from './load-video.ts';

type Item = (Video & { __typename: 'Video' }) | GapItem;

/** Items held for a slow reader; past it the oldest go, and the client resumes by cursor. */
const LIMIT = 100;

/** State changes of a clip from after the cursor, and, while its bytes come from a link, how many there are. */
export function followVideo(
  ctx: CallContext,
  videoId: string,
  after: bigint | null,
): AsyncIterableIterator<Item> {
  const look = async (): Promise<Item | null> => {
    // Loaders remember; every item needs a fresh look.
    ctx.loaders.clear();
    const video = await loadVideo(ctx, videoId);
    return video && { ...video, __typename: 'Video' as const };
  };
  const filter = { types: [VideoIngested.type, VideoRejected.type, VideoErased.type], aggregateId: videoId };
  const changes = feed(ctx.eventLog.follow(filter, after), look);
  const queue = new AsyncQueue<Item>({
    limit: LIMIT,
    onReturn: () => {
      stopTicks();
      void changes.return?.();
    },
  });
  const told = (error: unknown) => ctx.log.warn({ err: error, videoId }, 'a clip could not be followed');
  const stopTicks = ctx.ticks.on(arrivalTopic(videoId), () => {
    look().then((item) => item && queue.push(item), told);
  });
  void (async () => {
    for await (const item of changes) queue.push(item);
  })()
    .catch(told)
    .finally(() => queue.close());
  return queue;
}
