import { NOTIFICATION_KINDS, type NotificationKind } from './notification.ts';

/** Ways by which people are told. */
export const CHANNELS = ['IN_APP', 'EMAIL', 'WEB_PUSH', 'SMS'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Channels that leave the studio, and can fail. */
export type OutgoingChannel = Exclude<Channel, 'IN_APP'>;

/** What somebody switched on or off; what is not in it is as `DEFAULTS` has it. */
export type ChannelChoices = Partial<Record<NotificationKind, Partial<Record<Channel, boolean>>>>;

/** News that people would not want to miss while they are away. The inbox has all of it, unless they switch that off. */
const WORTH_A_LETTER: ReadonlySet<NotificationKind> = new Set([
  'RESULT_READY',
  'CLIP_READY',
  'EFFECT_PUBLISHED',
  'EFFECT_UNPUBLISHED',
  'EFFECT_REPUBLISHED',
  'RUN_FAILED',
  'RUN_REJECTED',
  'RUN_EXPIRED',
  'TOKENS_RUNNING_LOW',
]);

const DEFAULTS: Readonly<Record<Channel, (kind: NotificationKind) => boolean>> = {
  IN_APP: () => true,
  EMAIL: (kind) => WORTH_A_LETTER.has(kind),
  // Whoever allows it on a device wants it.
  WEB_PUSH: () => true,
  // Each costs the studio money, and wakes people.
  SMS: () => false,
};

/** Whether a kind of news goes out by a channel. */
export function isOn(choices: ChannelChoices, kind: NotificationKind, channel: Channel): boolean {
  return choices[kind]?.[channel] ?? DEFAULTS[channel](kind);
}

/** One line of somebody's settings. */
export interface KindChannels {
  kind: NotificationKind;
  channels: Channel[];
}

/** Every kind with the channels by which it goes out. */
export const channelsByKind = (choices: ChannelChoices): KindChannels[] =>
  NOTIFICATION_KINDS.map((kind) => ({
    kind,
    channels: CHANNELS.filter((channel) => isOn(choices, kind, channel)),
  }));
