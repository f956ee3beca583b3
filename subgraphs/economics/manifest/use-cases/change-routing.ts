import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import {
  type IdempotencyConflict,
  type IdempotentCommand,
  idempotent,
} from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
} from '@effect-studio/kernel/errors';
import { requestManifest } from '../persistence/request-manifest.ts';
import { generateManifest } from './generate-manifest.ts';
import { publishManifest } from './publish-manifest.ts';

/** What an order changed, in plain JSON. */
export interface RoutingChanged {
  overrideId: string | null;
  /** Effect type and version of new settings. */
  policy: { effectTypeId: string; version: number } | null;
  manifestVersion: number | null;
}

export type RoutingRefusal = NotFound | InvalidInput | InvalidState;
export type RoutingAnswer = RoutingChanged | RoutingRefusal | IdempotencyConflict;

/**
 * Carries out an admin's order once per key: the order, the manifest that follows from it and the record of both
 * are one transaction; readers are told right after it.
 * @param work writes the order down; a problem refuses it
 */
export function changeRouting(
  ctx: CallContext,
  command: IdempotentCommand,
  work: (tx: Transaction) => Promise<Omit<RoutingChanged, 'manifestVersion'> | RoutingRefusal>,
): Promise<RoutingAnswer> {
  return idempotent<RoutingChanged | RoutingRefusal>(ctx, command, async (tx) => {
    const done = await work(tx);
    if ('humanReadableCause' in done) return done;
    const manifestVersion = await generateManifest(tx, `${command.operation} ${command.key}`);
    tx.afterCommit(async () => {
      await publishManifest(ctx);
    });
    return { ...done, manifestVersion };
  });
}

/** Asks for a manifest at the moment when an order ends by itself. */
export const endAt = (tx: Transaction, overrideId: string, expiresAt: Date): Promise<void> =>
  requestManifest(tx, `override-${overrideId}-expired`, expiresAt);

/** Every order says why; the record is read by people. */
export function reasonFault(reason: string): InvalidInput | null {
  const length = reason.trim().length;
  if (length >= 3 && length <= 500) return null;
  return invalidInput(
    'reason',
    'The reason is missing or too long.',
    'Say why in 3 to 500 characters; it is kept.',
  );
}
