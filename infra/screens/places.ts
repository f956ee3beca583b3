/** A page of an app to be photographed or judged. */
export interface Screen {
  app: 'admin' | 'user';
  /** Place after `#/`. */
  place: string;
}

/** Every page of the dashboard that needs no id. */
export const ADMIN_SCREENS: readonly Screen[] = [
  'margin',
  'margin/providers/cpu-atelier',
  'margin/effects/look-match',
  'why',
  'recommendations',
  'pricing',
  'routing',
  'providers',
  'exploration',
  'benchmarks',
  'approvals',
  'bottlenecks',
  'agents',
  'dead-letters',
  'log',
  'ledger',
  'runs',
  'settings',
].map((place) => ({ app: 'admin', place }));

/** Every page of the creators' app that needs no id. */
export const USER_SCREENS: readonly Screen[] = [
  'create',
  'runs',
  'gallery',
  'wallet',
  'inbox',
  'account',
].map((place) => ({ app: 'user', place }));
