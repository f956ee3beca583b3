import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput, type NotFound, notFound } from '@effect-studio/kernel/errors';
import { affordableAgents } from '../../domain/fleet-target.ts';
import { SET_WANTED_AGENTS } from '../../persistence/sql/fleet-statements.ts';
import { noteFleetEvent } from './fleet-events.ts';
import { readFleets } from './scale-fleets.ts';

/** Sets how many agents an admin wants of a fleet. Callers see to authorization: admins only. */
export async function setFleetSize(
  ctx: CallContext,
  input: { fleet: string; agents: number; idempotencyKey: string },
): Promise<{ __typename: 'Fleet'; name: string } | NotFound | InvalidInput | IdempotencyConflict> {
  const { idempotencyKey, ...payload } = input;
  const fleet = (await readFleets(ctx)).find(({ name, removedAt }) => name === input.fleet && !removedAt);
  if (!fleet) return notFound('fleet', input.fleet);
  const most = affordableAgents(fleet);
  if (input.agents < fleet.minAgents || input.agents > most) {
    const cause = `${input.fleet} has between ${fleet.minAgents} and ${most} agents, by its bounds and its budget.`;
    return invalidInput('agents', cause, 'Choose a number between these, or change the fleet document.');
  }
  return idempotent<{ __typename: 'Fleet'; name: string } | NotFound>(
    ctx,
    { operation: 'setFleetSize', key: idempotencyKey, payload },
    async (tx) => {
      const set = await tx.maybeOne(SET_WANTED_AGENTS, [input.fleet, input.agents, tx.now]);
      if (!set) return notFound('fleet', input.fleet);
      await noteFleetEvent(tx, {
        ...{ fleet: input.fleet, kind: 'SIZE_SET' as const, agents: input.agents },
        causedById: ctx.caller.subjectId,
      });
      return { __typename: 'Fleet' as const, name: input.fleet };
    },
  );
}
