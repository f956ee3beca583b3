/** Languages in which people can be told things. */
export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];

/** Of whoever has chosen none. */
export const DEFAULT_LOCALE: Locale = 'en';

export const isLocale = (text: string): text is Locale => (LOCALES as readonly string[]).includes(text);
