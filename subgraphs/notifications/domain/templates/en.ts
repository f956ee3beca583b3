import type { Templates } from './template.ts';

/** English; the newest version of each kind. */
export const en: Templates = {
  RESULT_READY: {
    kind: 'RESULT_READY',
    version: 1,
    title: 'We made this for you — have a look',
    body: 'Your clip is ready in full length. You may still choose another candidate until a reviewer approves it.',
  },
  CLIP_READY: {
    kind: 'CLIP_READY',
    version: 1,
    title: 'Your clip is ready',
    body: 'The effect is on it, in full length. Have a look and download it.',
  },
  EFFECT_PUBLISHED: {
    kind: 'EFFECT_PUBLISHED',
    version: 1,
    title: '“{title}” is in the gallery',
    body: 'Your effect was approved and published. Anyone can run it on a clip of their own for {priceTokens}.',
  },
  EFFECT_UNPUBLISHED: {
    kind: 'EFFECT_UNPUBLISHED',
    version: 1,
    title: '“{title}” was taken out of the gallery',
    body: 'A reviewer took it out: {reason}',
  },
  EFFECT_WITHDRAWN: {
    kind: 'EFFECT_WITHDRAWN',
    version: 1,
    title: '“{title}” is not shown any more',
    body: 'You took it out of the gallery. You can have it shown again on the page of its run.',
  },
  EFFECT_REPUBLISHED: {
    kind: 'EFFECT_REPUBLISHED',
    version: 1,
    title: '“{title}” is in the gallery again',
    body: 'Anyone can run it on a clip of their own, as before. {reason}',
  },
  EFFECT_ROLLED_BACK: {
    kind: 'EFFECT_ROLLED_BACK',
    version: 1,
    title: '“{title}” went back to an earlier revision',
    body: 'A reviewer put what was approved before in force again: {reason}',
  },
  RUN_FAILED: {
    kind: 'RUN_FAILED',
    version: 1,
    title: 'Your run did not work out',
    body: '{cause} {settlement} {suggestion}',
  },
  RUN_REJECTED: {
    kind: 'RUN_REJECTED',
    version: 1,
    title: 'Your result was not approved',
    body: '{cause} {settlement} {suggestion}',
  },
  RUN_CANCELLED: {
    kind: 'RUN_CANCELLED',
    version: 1,
    title: 'Your run was cancelled',
    body: 'Its work was stopped. {settlement}',
  },
  RUN_EXPIRED: {
    kind: 'RUN_EXPIRED',
    version: 1,
    title: 'Your run took too long and was ended',
    body: '{cause} {settlement} {suggestion}',
  },
  VIDEO_REJECTED: {
    kind: 'VIDEO_REJECTED',
    version: 1,
    title: '“{fileName}” cannot be used',
    body: '{cause} {suggestion}',
  },
  TOKENS_REFUNDED: {
    kind: 'TOKENS_REFUNDED',
    version: 1,
    title: '{amountTokens} came back to your wallet',
    body: '{reason}',
  },
  TOKENS_RUNNING_LOW: {
    kind: 'TOKENS_RUNNING_LOW',
    version: 1,
    title: 'Your tokens are running low',
    body: 'You have {availableTokens} left, which last {time} at the pace of your last day. A run that needs more is refused; ask for a top-up before.',
  },
};
