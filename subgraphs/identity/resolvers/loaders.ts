import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import { loader } from '@effect-studio/kernel/loaders';
import type { Machine } from '../domain/machine.ts';
import type { Person } from '../domain/person.ts';
import { findMachines } from '../persistence/machines.ts';
import { findPeople } from '../persistence/people.ts';

/** One person of the caller's tenant, batched; null when there is none. */
export function loadPerson(ctx: CallContext, id: string): Promise<Person | null> {
  return loader<string, Person>(ctx, 'identity-person', (ids) =>
    ctx.db.transaction(ctx, (tx) => findPeople(tx, ids.filter(isId))),
  ).load(id);
}

/** One machine that the caller may see, batched. */
export function loadMachine(ctx: CallContext, id: string): Promise<Machine | null> {
  return loader<string, Machine>(ctx, 'identity-machine', (ids) =>
    ctx.db.transaction(ctx, (tx) => findMachines(tx, ids.filter(isId))),
  ).load(id);
}
