import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { isId } from '@effect-studio/kernel/ids';
import type { Machine } from '../domain/machine.ts';
import type { Person } from '../domain/person.ts';
import { findMachines } from '../persistence/machines.ts';
import { findPeople, lastSeenOf } from '../persistence/people.ts';
import { asPlatform } from '../use-cases/as-platform.ts';

/** One person of the caller's tenant, batched; null when there is none. */
export function loadPerson(ctx: CallContext, id: string): Promise<Person | null> {
  return loader<string, Person>(ctx, 'identity-person', (ids) =>
    ctx.db.transaction(ctx, (tx) => findPeople(tx, ids.filter(isId))),
  ).load(id);
}

/** When any device of a person was last seen, batched; null when they never signed in. For admins. */
export function loadLastSeen(ctx: CallContext, id: string): Promise<Date | null> {
  return loader<string, Date>(ctx, 'identity-last-seen', (ids) => {
    const platform = asPlatform(ctx);
    return platform.db.transaction(platform, (tx) => lastSeenOf(tx, ids.filter(isId)));
  }).load(id);
}

/** One machine that the caller may see, batched. */
export function loadMachine(ctx: CallContext, id: string): Promise<Machine | null> {
  return loader<string, Machine>(ctx, 'identity-machine', (ids) =>
    ctx.db.transaction(ctx, (tx) => findMachines(tx, ids.filter(isId))),
  ).load(id);
}
