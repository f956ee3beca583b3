import { specifyDeclared } from '../runners/declared-providers.ts';

/** A workflow of a provider that is no house's. */
export const MILL_WORKFLOW = specifyDeclared({
  id: 'mill-duotone',
  effectTypeId: 'duotone',
  variant: 'balanced',
  version: 1,
  description: 'Duotone, ground at the mill.',
  settings: { stones: 2 },
  cost: { fixedSeconds: 0.5, secondsPerMegapixel: 0.01 },
});
