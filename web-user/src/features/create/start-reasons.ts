/** How far a clip of the form is. */
export type ClipProgress = 'none' | 'sending' | 'checking' | 'ready' | 'refused';

export interface CreateForm {
  example: ClipProgress;
  /** `house` when the studio's footage is taken. */
  footage: ClipProgress | 'house';
  wish: string;
  /** Price now; null while it is being asked for. */
  quote: { amountTokens: number; availableTokens: number } | null;
}

/** Most characters that a wish may have. */
export const WISH_LENGTH = 500;

/** Why the run cannot be started yet, in words; empty when it can. Clips may still be in checking. */
export function startReasons({ example, footage, wish, quote }: CreateForm): string[] {
  const reasons: string[] = [];
  if (example === 'none') reasons.push('Add an example: the look that you want.');
  if (example === 'sending') reasons.push('The example is still being sent.');
  if (example === 'refused') reasons.push('The example was refused. Choose another clip.');
  reasons.push(...footageReasons(footage));
  if (wish.trim() === '') reasons.push('Say in a few words what you want.');
  if (wish.length > WISH_LENGTH) reasons.push(`Shorten the wish by ${wish.length - WISH_LENGTH} characters.`);
  reasons.push(...tokenReasons(quote));
  return reasons;
}

/** Why the footage keeps a run from starting. */
export function footageReasons(footage: CreateForm['footage']): string[] {
  if (footage === 'none') return ['Add your footage, or take a house clip.'];
  if (footage === 'sending') return ['Your footage is still being sent.'];
  if (footage === 'refused') return ['Your footage was refused. Choose another clip.'];
  return [];
}

/** Why the wallet does. */
export function tokenReasons(quote: CreateForm['quote']): string[] {
  if (quote === null) return ['The price is not known yet.'];
  const missing = quote.amountTokens - quote.availableTokens;
  return missing > 0 ? [`Your wallet is short of ${missing} tokens.`] : [];
}
