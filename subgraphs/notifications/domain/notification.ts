/** What a person can be told. */
export const NOTIFICATION_KINDS = [
  'RESULT_READY',
  'CLIP_READY',
  'EFFECT_PUBLISHED',
  'EFFECT_UNPUBLISHED',
  'EFFECT_WITHDRAWN',
  'EFFECT_REPUBLISHED',
  'EFFECT_ROLLED_BACK',
  'RUN_FAILED',
  'RUN_REJECTED',
  'RUN_CANCELLED',
  'RUN_EXPIRED',
  'VIDEO_REJECTED',
  'TOKENS_REFUNDED',
  'TOKENS_RUNNING_LOW',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** One message in a person's inbox, as it was worded when it was written. */
export interface Notification {
  id: string;
  ownerId: string;
  kind: NotificationKind;
  title: string;
  body: string;
  runId: string | null;
  readAt: Date | null;
  createdAt: Date;
}
