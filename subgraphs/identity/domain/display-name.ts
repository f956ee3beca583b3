const MAX_LENGTH = 80;
const FALLBACK = 'New member';

/** A name as others will read it. Never an address: what looks like one is not shown. */
export function displayNameOf(text: string): string {
  const printable = text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, ' ').trim();
  return printable.includes('@') ? FALLBACK : [...printable].slice(0, MAX_LENGTH).join('') || FALLBACK;
}
