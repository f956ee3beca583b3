import { consume } from '@effect-studio/kernel/bus/consumer';
import { reading } from '@effect-studio/schema/events/envelope';
import { VideoErased } from '@effect-studio/schema/events/intake';
import { forgetAnalyses } from '../persistence/analyses.repository.ts';

/** What was seen in an erased clip is forgotten, by whatever version of the analyser. */
export const onVideoErased = consume(reading(VideoErased, 'videoId'), (tx, { payload }) =>
  forgetAnalyses(tx, [payload.videoId]),
);
