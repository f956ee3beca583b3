import { StudioError } from '@effect-studio/kernel/errors';
import type { Locale } from './locale.ts';
import type { NotificationKind } from './notification.ts';
import { inWords, type NoticeValue } from './phrases.ts';
import { de } from './templates/de.ts';
import { en } from './templates/en.ts';
import type { Templates } from './templates/template.ts';

export const TEMPLATES: Readonly<Record<Locale, Templates>> = { en, de };

/** What a notification says, and by which version of its template. */
export interface RenderedNotice {
  templateVersion: number;
  title: string;
  body: string;
}

/**
 * Fills the placeholders of a kind's template, in a language.
 * @throws StudioError `TEMPLATE_VALUE_MISSING` (not retryable) when a placeholder has no value
 */
export function renderNotice(
  kind: NotificationKind,
  locale: Locale,
  values: Readonly<Record<string, NoticeValue>>,
): RenderedNotice {
  const template = TEMPLATES[locale][kind];
  const fill = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (_placeholder, name: string) => {
      const value = values[name];
      if (value === undefined) {
        throw new StudioError('TEMPLATE_VALUE_MISSING', `${kind} needs a value for {${name}}`);
      }
      return inWords(value, locale);
    });
  return { templateVersion: template.version, title: fill(template.title), body: fill(template.body).trim() };
}
