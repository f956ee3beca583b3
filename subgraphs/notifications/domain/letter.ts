import type { Locale } from './locale.ts';

const WORDS: Readonly<Record<Locale, { look: string; why: string }>> = {
  en: { look: 'Look at it', why: 'You choose under Account which news come as letters' },
  de: { look: 'Ansehen', why: 'Unter Konto wählst du, welche Nachrichten per Brief kommen' },
};

/** Where a notice leads in the app. @param appOrigin without a slash at the end */
export const placeOf = (notice: { runId: string | null }, appOrigin: string): string =>
  `${appOrigin}/#/${notice.runId ? `runs/${notice.runId}` : 'inbox'}`;

/** A notice as a letter of plain text. */
export function letterOf(
  notice: { title: string; body: string; locale: Locale; runId: string | null },
  appOrigin: string,
): { subject: string; text: string } {
  const { look, why } = WORDS[notice.locale];
  const text = [notice.body, `${look}: ${placeOf(notice, appOrigin)}`, `${why}: ${appOrigin}/#/account`].join(
    '\n\n',
  );
  // A subject is one line; a title may hold words of people.
  return { subject: notice.title.replace(/\s+/g, ' ').trim(), text };
}
