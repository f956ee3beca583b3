/** Nano-dollars as dollars without trailing zeros: `1000000` → `0.001`. */
export function usdText(nanoUsd: string): string {
  const digits = BigInt(nanoUsd).toString().padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, '');
}

/** Dollars as whole nano-dollars; null when it is no amount of 0 or more with at most nine digits. */
export function nanoOf(text: string): string | null {
  const match = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text.trim());
  if (match === null) return null;
  return BigInt(`${match[1]}${(match[2] ?? '').padEnd(9, '0')}`).toString();
}
