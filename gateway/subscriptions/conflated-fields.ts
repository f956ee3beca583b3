/**
 * Subscriptions of which only the latest event counts: each tells a whole state, and a reader that cannot keep
 * up wants the newest one. All others tell what happened, where nothing may be left out.
 */
export const CONFLATED_FIELDS: ReadonlySet<string> = new Set(['marginUpdates', 'walletChanged']);
