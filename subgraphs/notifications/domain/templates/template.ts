import type { NotificationKind } from '../notification.ts';

/** The words of one kind of notification in one language. Placeholders are `{name}`. */
export interface Template {
  readonly kind: NotificationKind;
  /** Raised with every change of the words; stored with each notification. */
  readonly version: number;
  readonly title: string;
  readonly body: string;
}

/** Every kind, in one language. */
export type Templates = { readonly [Kind in NotificationKind]: Template & { kind: Kind } };
