import type { Fact } from './recommendation.ts';

const NANO = 1e9;

/** Money for people: cents, or two significant digits below a cent. @param nanoUsd an estimate */
export function dollars(nanoUsd: number): Fact {
  const usd = Math.abs(nanoUsd) / NANO;
  const places = usd === 0 || usd >= 0.01 ? 2 : Math.min(9, 1 - Math.floor(Math.log10(usd)));
  const text = usd.toFixed(places);
  return { value: nanoUsd / NANO, text: `${nanoUsd < 0 && Number(text) !== 0 ? '−' : ''}$${text}` };
}

/** A share as percent with one decimal place. */
export function percent(share: number): Fact {
  const text = Math.abs(share * 100).toFixed(1);
  return { value: share, text: `${share < 0 && Number(text) !== 0 ? '−' : ''}${text} %` };
}

/** A change of a share in percentage points, always signed. */
export function points(change: number): Fact {
  const text = Math.abs(change * 100).toFixed(1);
  return { value: change, text: `${change < 0 && Number(text) !== 0 ? '−' : '+'}${text}` };
}

export const count = (value: number): Fact => ({ value, text: String(Math.round(value)) });
