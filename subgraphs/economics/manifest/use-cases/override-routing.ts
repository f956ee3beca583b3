import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { invalidInput, notFound, problem } from '@effect-studio/kernel/errors';
import { isId, newId } from '@effect-studio/kernel/ids';
import { LONGEST_OVERRIDE_MINUTES, type OverrideKind } from '../domain/override.ts';
import { readCatalogue } from '../persistence/catalogue.ts';
import { currentManifest, manifestOf } from '../persistence/manifests.ts';
import { insertOverride, liftOverride } from '../persistence/overrides.ts';
import { requestManifest } from '../persistence/request-manifest.ts';
import {
  changeRouting,
  endAt,
  type RoutingAnswer,
  type RoutingRefusal,
  reasonFault,
} from './change-routing.ts';

/** An order about a workflow or a provider. */
export interface OverrideRouting {
  kind: OverrideKind;
  effectTypeId: string | null;
  workflowId: string | null;
  providerId: string | null;
  reason: string;
  minutes: number;
  key: string;
}

/** Bars, pins or shadows for a time. */
export function overrideRouting(
  ctx: CallContext,
  { key, ...order }: OverrideRouting,
): Promise<RoutingAnswer> {
  return changeRouting(ctx, { operation: 'overrideRouting', key, payload: order }, async (tx) => {
    const fault = reasonFault(order.reason) ?? minutesFault(order.minutes) ?? (await subjectFault(tx, order));
    if (fault) return fault;
    return stand(tx, { ...order, manifestVersion: null });
  });
}

/**
 * Pins a workflow for an effect type on behalf of something that was approved elsewhere, in the running transaction;
 * the manifest that follows is asked for. @returns the order's id; null when the catalogue does not know the workflow
 */
export async function pinWithin(
  tx: Transaction,
  order: { effectTypeId: string; workflowId: string; reason: string; minutes: number },
): Promise<string | null> {
  const pin = { ...order, kind: 'PIN' as const, providerId: null };
  if (await subjectFault(tx, pin)) return null;
  const { overrideId } = await stand(tx, { ...pin, manifestVersion: null });
  await requestManifest(tx, `override-${overrideId}`);
  return overrideId;
}

/** Puts a snapshot in force again for a time. */
export function applyManifest(
  ctx: CallContext,
  { key, ...order }: { version: number; reason: string; minutes: number; key: string },
): Promise<RoutingAnswer> {
  return changeRouting(ctx, { operation: 'applyManifest', key, payload: order }, async (tx) => {
    const fault = reasonFault(order.reason) ?? minutesFault(order.minutes);
    if (fault) return fault;
    if (!(await manifestOf(tx, order.version))) return notFound('routing manifest', String(order.version));
    return hold(tx, order);
  });
}

/** Puts the manifest before the current one in force again for a time. */
export function rollbackManifest(
  ctx: CallContext,
  { key, ...order }: { reason: string; minutes: number; key: string },
): Promise<RoutingAnswer> {
  return changeRouting(ctx, { operation: 'rollbackManifest', key, payload: order }, async (tx) => {
    const fault = reasonFault(order.reason) ?? minutesFault(order.minutes);
    if (fault) return fault;
    const current = await currentManifest(tx);
    // What is held now came from a snapshot: the one before that is meant.
    const version = current && (current.holdsVersion ?? current.version) - 1;
    if (!version) {
      return problem('InvalidState', {
        title: 'Nothing to go back to',
        status: 409,
        humanReadableCause: 'There is no manifest before the current one.',
        suggestedAction: 'Bar what is at fault by overrideRouting instead.',
      });
    }
    return hold(tx, { ...order, version });
  });
}

/** Ends an order before its time. */
export function liftRoutingOverride(
  ctx: CallContext,
  { key, ...order }: { overrideId: string; reason: string; key: string },
): Promise<RoutingAnswer> {
  return changeRouting(ctx, { operation: 'liftRoutingOverride', key, payload: order }, async (tx) => {
    const fault = reasonFault(order.reason);
    if (fault) return fault;
    const lifted = isId(order.overrideId) && (await liftOverride(tx, order.overrideId, order.reason.trim()));
    return lifted
      ? { overrideId: lifted.id, policy: null }
      : notFound('routing order in force', order.overrideId);
  });
}

const hold = (
  tx: Transaction,
  { version, reason, minutes }: { version: number; reason: string; minutes: number },
) =>
  stand(tx, {
    kind: 'HOLD',
    effectTypeId: null,
    workflowId: null,
    providerId: null,
    manifestVersion: version,
    reason,
    minutes,
  });

async function stand(
  tx: Transaction,
  { minutes, ...order }: Omit<OverrideRouting, 'key'> & { manifestVersion: number | null },
) {
  const id = newId();
  const expiresAt = new Date(tx.now.getTime() + minutes * 60_000);
  await insertOverride(tx, {
    ...order,
    id,
    reason: order.reason.trim(),
    expiresAt,
    createdAt: tx.now,
    createdBy: tx.call.caller.subjectId,
    lift: null,
  });
  await endAt(tx, id, expiresAt);
  return { overrideId: id, policy: null };
}

const minutesFault = (minutes: number): RoutingRefusal | null =>
  Number.isSafeInteger(minutes) && minutes >= 1 && minutes <= LONGEST_OVERRIDE_MINUTES
    ? null
    : invalidInput(
        'minutes',
        `An order cannot stand for ${minutes} minutes.`,
        `Choose 1 to ${LONGEST_OVERRIDE_MINUTES}; give the order again when that is over.`,
      );

/** An order about something that does not exist would do nothing and look as if it did. */
async function subjectFault(
  tx: Transaction,
  { kind, effectTypeId, workflowId, providerId }: Omit<OverrideRouting, 'key'>,
): Promise<RoutingRefusal | null> {
  if (kind === 'HOLD') {
    return invalidInput('kind', 'A snapshot is not held by this order.', 'Use applyManifest.');
  }
  if ((workflowId === null) === (providerId === null)) {
    return invalidInput(
      'workflowId',
      'The order must name either a workflow or a provider.',
      'Give exactly one of workflowId and providerId.',
    );
  }
  const catalogue = await readCatalogue(tx);
  const isKnown = catalogue.some(
    (one) =>
      (effectTypeId === null || one.effectTypeId === effectTypeId) &&
      (one.workflowId === workflowId || one.providerId === providerId),
  );
  return isKnown
    ? null
    : notFound(effectTypeId ? `workflow for ${effectTypeId}` : 'workflow', workflowId ?? providerId!);
}
