import { ANONYMOUS, type Caller } from '@effect-studio/kernel/context';
import { DEFAULT_TENANT_ID } from '@effect-studio/kernel/ids';
import type { Audience } from '@effect-studio/schema/audiences/audience';
import { machine, partner } from '@effect-studio/testing/callers';
import type { Neighbourhood } from './annas-things.ts';

/** Somebody who has no business with what Anna has. */
export interface Stranger {
  readonly name: string;
  readonly audience: Audience;
  readonly caller: Caller;
}

/**
 * Of every audience one of Anna's tenant and one of another. Her own tenant's admins may see what she has, so that
 * admins have the other tenant's only.
 */
export function strangersOf({ ben, cleo, otherAdmin }: Neighbourhood): readonly Stranger[] {
  const { tenantId } = cleo;
  return [
    { name: 'a visitor', audience: 'public', caller: ANONYMOUS },
    { name: 'a visitor of another tenant', audience: 'public', caller: { ...ANONYMOUS, tenantId } },
    { name: 'Ben', audience: 'user', caller: ben },
    { name: 'Cleo of another tenant', audience: 'user', caller: cleo },
    { name: 'an admin of another tenant', audience: 'admin', caller: otherAdmin },
    { name: 'another machine', audience: 'agent', caller: machine() },
    { name: 'a machine of another tenant', audience: 'agent', caller: machine(undefined, tenantId) },
    { name: 'Ben’s partner', audience: 'partner', caller: partner(ben.subjectId!) },
    {
      name: 'Cleo’s partner of another tenant',
      audience: 'partner',
      caller: partner(cleo.subjectId!, tenantId),
    },
  ];
}

/** Whether somebody belongs to Anna's tenant, within which people may know of each other. */
export const isOfHerTenant = ({ caller }: Stranger): boolean => caller.tenantId === DEFAULT_TENANT_ID;
