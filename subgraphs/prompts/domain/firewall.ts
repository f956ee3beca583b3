/** Why a wish is not passed on, in words. */
export interface FirewallRefusal {
  reason: 'WISH_TOO_LONG' | 'WISH_CONTROL_CHARACTERS' | 'WISH_INJECTION' | 'WISH_ABUSIVE';
  humanReadableCause: string;
  suggestedAction: string;
}

/** Raised with every change of the rules, so that a stored verdict says by which it was made. */
export const FIREWALL_VERSION = 1;
const LONGEST_WISH = 500;

/** Line breaks and tabs are ordinary text; other control and bidirectional formatting characters hide things. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;
/** Removed before matching: they split words without being seen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/gu;

/** Text that speaks to a model or a template instead of describing a picture (OWASP LLM01, direct injection). */
const INJECTIONS: readonly RegExp[] = [
  /\b(ignore|disregard|forget|override)\b.{0,30}\b(previous|prior|above|earlier|all|your|the)\b.{0,30}\b(instructions?|rules?|prompts?|directions?)\b/,
  /\b(system|developer|hidden) (prompt|message|instructions?)\b/,
  /\byou are (now|no longer)\b/,
  /\bact as (an?|the) (ai|assistant|admin|administrator|system|developer)\b/,
  /<\/?\s*(system|assistant|user|instructions?|script)\b/,
  /\[\/?inst\]|<\|[a-z_]+\|>/,
  /\{\{|\}\}|\$\{|<%|%>/,
  /```/,
];

/**
 * Wishes that the studio does not serve, whatever the clip: sexual use of real people or minors, and gore.
 * Small on purpose: it names what no effect of the catalogue needs; people review every result anyway.
 */
const ABUSIVE: readonly RegExp[] = [
  /\b(deep ?fake|fake) (nude|porn|sex)/,
  /\b(undress|nudify|strip (her|him|them))\b/,
  /\b(porn|pornographic|child porn|csam|loli|shota)\b/,
  /\b(behead|beheading|dismember|snuff)/,
];

const REWORD = 'Describe the look that you want, such as "warm old film, keep the skin tones".';

/** Checks a wish. Null when it may be used. */
export const checkWish = (wish: string): FirewallRefusal | null => checkText(wish, LONGEST_WISH);

/** The same checks on other text that goes into prompts. @param longest characters */
export function checkText(wish: string, longest: number): FirewallRefusal | null {
  if (wish.length > longest) {
    return refusal('WISH_TOO_LONG', `The wish has ${wish.length} characters; ${longest} are allowed.`);
  }
  if (CONTROL.test(wish)) {
    return refusal('WISH_CONTROL_CHARACTERS', 'The wish contains characters that cannot be seen.');
  }
  const plain = wish.normalize('NFKC').replace(INVISIBLE, '').toLowerCase().replaceAll(/\s+/g, ' ');
  if (INJECTIONS.some((pattern) => pattern.test(plain))) {
    return refusal(
      'WISH_INJECTION',
      'The wish gives instructions to the software instead of describing a look.',
    );
  }
  if (ABUSIVE.some((pattern) => pattern.test(plain))) {
    return refusal('WISH_ABUSIVE', 'The wish asks for something that the studio does not make.');
  }
  return null;
}

const refusal = (reason: FirewallRefusal['reason'], humanReadableCause: string): FirewallRefusal => ({
  reason,
  humanReadableCause,
  suggestedAction: REWORD,
});
