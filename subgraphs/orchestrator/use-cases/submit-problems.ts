import { type Problem, problem } from '@effect-studio/kernel/errors';
import type { Quote } from './ask-the-graph.ts';

export type InsufficientTokens = Problem & { __typename: 'InsufficientTokens'; missingTokens: number };
export type VideoNotReady = Problem & { __typename: 'VideoNotReady'; videoId: string };

export function insufficientTokens({ amountTokens, availableTokens }: Quote): InsufficientTokens {
  const missingTokens = amountTokens - availableTokens;
  return problem(
    'InsufficientTokens',
    {
      title: 'Not enough tokens',
      status: 402,
      humanReadableCause: `The run costs ${amountTokens} tokens and the wallet holds ${availableTokens}.`,
      suggestedAction: `Top up at least ${missingTokens} tokens; nothing was reserved.`,
    },
    { missingTokens },
  );
}

/** The wallet holds the price, but not beside what the caller's waiting runs were quoted at. */
export function promisedTokens(
  { amountTokens, availableTokens }: Quote,
  promised: number,
): InsufficientTokens {
  const missingTokens = amountTokens + promised - availableTokens;
  return problem(
    'InsufficientTokens',
    {
      title: 'Not enough tokens',
      status: 402,
      humanReadableCause: `The run costs ${amountTokens} tokens; the wallet holds ${availableTokens}, of which ${promised} are for your runs that wait for their turn.`,
      suggestedAction: `Top up at least ${missingTokens} tokens, or cancel a run that waits; nothing was reserved.`,
    },
    { missingTokens },
  );
}

export function videoNotReady(
  videoId: string,
  humanReadableCause: string,
  suggestedAction: string,
): VideoNotReady {
  return problem(
    'VideoNotReady',
    { title: 'Clip not usable', status: 409, humanReadableCause, suggestedAction, instance: videoId },
    { videoId },
  );
}

export const unknownVideo = (videoId: string): VideoNotReady =>
  videoNotReady(
    videoId,
    'The clip does not exist or belongs to somebody else.',
    'Choose one of your own clips, or upload it.',
  );
