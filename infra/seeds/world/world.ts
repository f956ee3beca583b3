import type { FakeClock } from '@effect-studio/kernel/clock';
import type { CallContext, ContextServices } from '@effect-studio/kernel/context';

/** The tenant that the world lives in; nobody else is in it. */
export const WORLD_TENANT_ID = '00000000-0000-7000-8000-0000000000d0';
export const WORLD_ADMIN_EMAIL = 'world-admin@studio.local';

/** What the world is written with: identity on real time, economics on a clock that walks through the past. */
export interface WorldServices {
  identity: CallContext;
  economics: ContextServices;
  clock: FakeClock;
}
