import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput, problem } from '@effect-studio/kernel/errors';
import { SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { FleetsChanged } from '@effect-studio/schema/events/providers';
import type { JsonObject } from '@effect-studio/schema/workflows/canonical-json';
import type { DefinitionFault } from '@effect-studio/schema/workflows/check-definition';
import { type JsonChange, jsonChanges } from '@effect-studio/schema/workflows/json-changes';
import type { Workflow } from '../domain/catalogue.ts';
import { type FleetDocument, fleetDigest, fleetFaults, NO_FLEETS } from '../domain/fleet-document.ts';
import { CURRENT_FLEET_DOCUMENT, INSERT_FLEET_DOCUMENT } from '../persistence/fleet-statements.ts';
import { LOCK_CATALOGUE, READ_WORKFLOWS } from '../persistence/statements.ts';

/** A document as it was applied. */
export interface AppliedFleetDocument {
  version: number;
  document: FleetDocument;
  digest: string;
  note: string | null;
  appliedBy: string | null;
  appliedAt: Date | null;
}

const NONE: AppliedFleetDocument = {
  ...{ version: 0, document: NO_FLEETS, digest: fleetDigest(NO_FLEETS) },
  ...{ note: null, appliedBy: null, appliedAt: null },
};

const outdated = (currentDigest: string) =>
  problem(
    'FleetPlanOutdated',
    {
      title: 'Fleets changed meanwhile',
      status: 409,
      humanReadableCause: 'What holds is not what the plan was made against.',
      suggestedAction: 'Plan again, look at the difference, then apply.',
      instance: currentDigest,
    },
    { currentDigest },
  );

const invalid = (faults: DefinitionFault[]) =>
  problem(
    'FleetDocumentInvalid',
    {
      title: 'Fleet document has faults',
      status: 422,
      humanReadableCause: faults.map(({ path, message }) => `${path || 'The whole'}: ${message}.`).join(' '),
      suggestedAction: 'Mend what is named; `fleetDocumentSchema` says what is allowed.',
    },
    { faults },
  );

type ApplyAnswer =
  | { __typename: 'FleetDocument'; version: number }
  | ReturnType<typeof outdated>
  | ReturnType<typeof invalid>
  | InvalidInput
  | IdempotencyConflict;

/** What holds now. */
export async function currentFleets(tx: Transaction): Promise<AppliedFleetDocument> {
  return (await tx.maybeOne<AppliedFleetDocument>(CURRENT_FLEET_DOCUMENT)) ?? NONE;
}

async function faultsOf(tx: Transaction, document: unknown): Promise<DefinitionFault[]> {
  const workflows = await tx.rows<Workflow>(READ_WORKFLOWS);
  return fleetFaults(document, new Set(workflows.map(({ id }) => id)));
}

export const documentChanges = (before: FleetDocument, after: unknown): JsonChange[] =>
  jsonChanges(before as unknown as JsonObject, after as JsonObject);

/** Compares a document with what holds. */
export async function planFleets(
  ctx: CallContext,
  document: unknown,
): Promise<{ baseDigest: string; digest: string; changes: JsonChange[]; faults: DefinitionFault[] }> {
  return ctx.db.transaction(ctx, async (tx) => {
    const base = await currentFleets(tx);
    const faults = await faultsOf(tx, document);
    const isReadable = typeof document === 'object' && document !== null && !Array.isArray(document);
    return {
      baseDigest: base.digest,
      digest: faults.length === 0 ? fleetDigest(document as FleetDocument) : '',
      changes: isReadable ? documentChanges(base.document, document) : [],
      faults,
    };
  });
}

/** Makes a document the one that holds, and tells it. The same again changes nothing. Callers see to authorization: admins only. */
export async function applyFleets(
  ctx: CallContext,
  input: { document: unknown; baseDigest: string; note: string; idempotencyKey: string },
): Promise<ApplyAnswer> {
  const { idempotencyKey, ...payload } = input;
  const note = input.note.trim();
  if (note === '')
    return invalidInput('note', 'The note is empty.', 'Say in a sentence what is changed, and why.');
  return idempotent<Exclude<ApplyAnswer, IdempotencyConflict>>(
    ctx,
    { operation: 'applyFleetDocument', key: idempotencyKey, payload },
    async (tx) => {
      await tx.one(LOCK_CATALOGUE);
      const base = await currentFleets(tx);
      const faults = await faultsOf(tx, input.document);
      if (faults.length > 0) return invalid(faults);
      const document = input.document as FleetDocument;
      const digest = fleetDigest(document);
      if (digest === base.digest) return { __typename: 'FleetDocument' as const, version: base.version };
      if (input.baseDigest !== base.digest) return outdated(base.digest);
      const version = base.version + 1;
      const by = ctx.caller.subjectId ?? SYSTEM_SUBJECT_ID;
      await tx.rows(INSERT_FLEET_DOCUMENT, [version, JSON.stringify(document), digest, note, by, tx.now]);
      await tx.emit(FleetsChanged, { aggregateId: 'fleets', payload: told(document, version, digest) });
      return { __typename: 'FleetDocument' as const, version };
    },
  );
}

const told = ({ templates, fleets, assignments }: FleetDocument, version: number, digest: string) => ({
  version,
  digest,
  fleets: Object.entries(fleets).map(([name, { template, ...fleet }]) => ({
    name,
    ...fleet,
    ...templates[template]!,
    template,
  })),
  assignments: Object.entries(assignments).map(([workflowId, names]) => ({ workflowId, fleets: names })),
});
