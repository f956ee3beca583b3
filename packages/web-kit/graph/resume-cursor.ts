/**
 * The place after which a subscription resumes: the `cursor` (feeds) or `version` (margin HUD) of the value
 * that came last. Values without one, such as progress ticks, leave the place as it was.
 */
export function resumeCursor(data: unknown): string | null {
  if (typeof data !== 'object' || data === null) return null;
  for (const value of Object.values(data)) {
    if (typeof value !== 'object' || value === null) continue;
    if ('cursor' in value && typeof value.cursor === 'string') return value.cursor;
    if ('version' in value && typeof value.version === 'string') return value.version;
    if ('firstAvailable' in value && typeof value.firstAvailable === 'string') return value.firstAvailable;
  }
  return null;
}
