import type { LinkRefusalReason } from '../domain/link.ts';
import { wordsOf } from '../domain/link-refusal.ts';
import type { Rejection } from '../domain/video.ts';

/** Why a link that was followed brought no clip. */
export type LinkFailureReason =
  | 'LINK_REFUSED'
  | 'LINK_UNREACHABLE'
  | 'LINK_TOO_SLOW'
  | 'EMPTY'
  | 'TOO_LARGE'
  | 'NOT_A_VIDEO';

/** Ends a fetch in mid-stream. `retryable`: another attempt may succeed, as after a lost connection. */
export class LinkFailure extends Error {
  override readonly name = 'LinkFailure';
  readonly rejection: Rejection & { reason: LinkFailureReason };
  readonly retryable: boolean;

  constructor(
    rejection: Rejection & { reason: LinkFailureReason },
    options: { retryable?: boolean; cause?: unknown } = {},
  ) {
    super(rejection.humanReadableCause, { cause: options.cause });
    this.rejection = rejection;
    this.retryable = options.retryable ?? false;
  }
}

/** The link, or where it leads, may not be followed. */
export function refusedLink(reason: LinkRefusalReason): LinkFailure {
  const { cause, action } = wordsOf(reason);
  return new LinkFailure({
    reason: 'LINK_REFUSED',
    humanReadableCause: cause,
    suggestedAction: action,
  });
}

/** Nothing came, or what came was no clip's bytes. @param what a whole sentence */
export function unreachable(
  what: string,
  options: { retryable?: boolean; cause?: unknown } = {},
): LinkFailure {
  return new LinkFailure(
    {
      reason: 'LINK_UNREACHABLE',
      humanReadableCause: what,
      suggestedAction: 'Check that the link opens in a private browser window, or upload the file.',
    },
    options,
  );
}

export function tooSlow(cause?: unknown): LinkFailure {
  return new LinkFailure(
    {
      reason: 'LINK_TOO_SLOW',
      humanReadableCause: 'The server did not send the clip in time.',
      suggestedAction: 'Try again later, or upload the file.',
    },
    { retryable: true, cause },
  );
}

/** @param limitBytes what was allowed */
export function tooLarge(limitBytes: number): LinkFailure {
  return new LinkFailure({
    reason: 'TOO_LARGE',
    humanReadableCause: `The clip is larger than the ${limitBytes} bytes that are allowed.`,
    suggestedAction: 'Cut the clip, or export it with a lower resolution, and upload that.',
  });
}
