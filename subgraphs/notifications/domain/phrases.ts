import { isRefusalReason } from '@effect-studio/schema/events/refusal-reasons';
import type { Locale } from './locale.ts';
import type { Settlement } from './run-ending.ts';
import { REFUSALS_DE, type RefusalWords } from './templates/refusals-de.ts';

/** What a template's placeholder stands for: words as they are, or something that each language says in its own way. */
export type NoticeValue =
  | string
  | { readonly tokens: number }
  | { readonly hoursLeft: number }
  | { readonly settlement: Settlement }
  /** Why something was refused: the code, for languages that have words of their own for it, and English words. */
  | { readonly refusedFor: string; readonly cause: string; readonly quote?: string }
  | { readonly refusedFor: string; readonly suggestion: string };

interface Phrases {
  tokens(amountTokens: number): string;
  hoursLeft(hours: number): string;
  settlement(settlement: Settlement): string;
  /** Null where the language has no words for the code. @param quote what a person said about it */
  refusal(reason: string, quote?: string): RefusalWords | null;
}

const ENGLISH: Phrases = {
  tokens: (amountTokens) => `${amountTokens} ${amountTokens === 1 ? 'token' : 'tokens'}`,
  hoursLeft: (hours) => {
    if (hours < 1) return 'less than an hour';
    const whole = Math.round(hours);
    return whole === 1 ? 'about an hour' : `about ${whole} hours`;
  },
  settlement: (settlement) => {
    switch (settlement.kind) {
      case 'not-charged':
        return 'You were not charged.';
      case 'returned':
        return `${ENGLISH.tokens(settlement.amountTokens)} went back to your wallet.`;
      case 'returning':
        return 'The tokens for it go back to your wallet.';
      case 'kept':
        return 'The tokens charged for the result are not refunded.';
    }
  },
  // They come in English.
  refusal: () => null,
};

const GERMAN: Phrases = {
  tokens: (amountTokens) => `${amountTokens} Token`,
  hoursLeft: (hours) => {
    if (hours < 1) return 'weniger als eine Stunde';
    const whole = Math.round(hours);
    return whole === 1 ? 'etwa eine Stunde' : `etwa ${whole} Stunden`;
  },
  settlement: (settlement) => {
    switch (settlement.kind) {
      case 'not-charged':
        return 'Dir wurde nichts berechnet.';
      case 'returned':
        return `Zurück in deiner Börse: ${GERMAN.tokens(settlement.amountTokens)}.`;
      case 'returning':
        return 'Die Token dafür kommen in deine Börse zurück.';
      case 'kept':
        return 'Die Token für das Ergebnis werden nicht erstattet.';
    }
  },
  refusal: (reason, quote) => {
    const words = isRefusalReason(reason) ? REFUSALS_DE[reason] : null;
    return words && quote ? { ...words, cause: `${words.cause} Begründung: „${quote}“` } : words;
  },
};

const PHRASES: Readonly<Record<Locale, Phrases>> = { en: ENGLISH, de: GERMAN };

/** A value in the words of a language. */
export function inWords(value: NoticeValue, locale: Locale): string {
  if (typeof value === 'string') return value;
  const phrases = PHRASES[locale];
  if ('tokens' in value) return phrases.tokens(value.tokens);
  if ('hoursLeft' in value) return phrases.hoursLeft(value.hoursLeft);
  if ('cause' in value) return phrases.refusal(value.refusedFor, value.quote)?.cause ?? value.cause;
  if ('suggestion' in value) return phrases.refusal(value.refusedFor)?.suggestion ?? value.suggestion;
  return phrases.settlement(value.settlement);
}
