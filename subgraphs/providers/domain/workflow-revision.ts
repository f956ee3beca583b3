import type { JsonObject } from '@effect-studio/schema/workflows/canonical-json';
import {
  type DefinitionFault,
  definitionFaults,
  isWritableAdapter,
} from '@effect-studio/schema/workflows/check-definition';
import {
  definitionDigest,
  type WorkflowDefinitionDocument,
} from '@effect-studio/schema/workflows/definition';
import { type JsonChange, jsonChanges } from '@effect-studio/schema/workflows/json-changes';
import type { WorkflowVariant } from './catalogue.ts';

/** Where a revision came from. */
export type RevisionOrigin = 'HOUSE' | 'DECLARED' | 'STUDIO';
export type RevisionStatus = 'IN_REVIEW' | 'PUBLISHED' | 'REJECTED';

/** A workflow in one exact form. */
export interface WorkflowRevision {
  id: string;
  workflowId: string;
  /** 1, 2, … per workflow. */
  number: number;
  /** SHA-256, 64 lower-case hex digits. */
  digest: string;
  providerId: string;
  effectTypeId: string;
  variant: WorkflowVariant;
  title: string;
  /** Null: none. */
  vramMiB: number | null;
  requiredCapabilities: string[];
  origin: RevisionOrigin;
  status: RevisionStatus;
  /** Null where only the machines know it. */
  definition: JsonObject | null;
  /** Revision that it was made from. */
  madeFromId: string | null;
  note: string | null;
  createdBy: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  rejection: string | null;
  createdAt: Date;
  /** Whether new runs use it. */
  isCurrent: boolean;
}

/** A definition that somebody works on. */
export interface WorkflowDraft {
  id: string;
  workflowId: string;
  providerId: string;
  effectTypeId: string;
  variant: WorkflowVariant;
  title: string;
  definition: JsonObject;
  madeFromId: string;
  submittedAsId: string | null;
  discardedAt: Date | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

/** Why drafts of a provider's workflows cannot be written here; null: they can. */
export function notWritableBecause(adapter: string, current: WorkflowRevision | null): string | null {
  if (!isWritableAdapter(adapter))
    return `What the adapter ${adapter} renders is declared where its machines are.`;
  if (!current?.definition) return 'Its definition is not known here; it came before definitions were kept.';
  return null;
}

/**
 * A definition with the part that is not its author's to change.
 * @param planner what the agents' code makes of the effect type now; null where that is not known
 */
export function withFixedPart(
  { planner: _earlier, ...definition }: JsonObject,
  draft: Pick<WorkflowDraft, 'workflowId' | 'effectTypeId' | 'variant'>,
  version: number,
  planner: string | null,
): JsonObject {
  const { workflowId: id, effectTypeId, variant } = draft;
  return { ...definition, id, effectTypeId, variant, version, ...(planner === null ? {} : { planner }) };
}

/** Whether the agents' code draws another picture from a form now than when it was written; null where nobody can tell. */
export function isDrawnOtherwise(definition: JsonObject | null, planner: string | null): boolean | null {
  const written = definition?.planner;
  return typeof written === 'string' && planner !== null ? written !== planner : null;
}

/** Every fault of a draft's definition. @param houseSettings settings of the house's workflows of the effect type */
export function faultsOf(
  draft: Pick<WorkflowDraft, 'definition'>,
  adapter: string,
  houseSettings: readonly JsonObject[],
): DefinitionFault[] {
  if (!isWritableAdapter(adapter)) return [{ path: '', message: notWritableBecause(adapter, null)! }];
  return definitionFaults(draft.definition, adapter, houseSettings);
}

/** Digest of a definition without faults. */
export const digestOf = (definition: JsonObject): string =>
  definitionDigest(definition as unknown as WorkflowDefinitionDocument);

const FOLLOWS_BY_ITSELF = new Set(['id', 'planner', 'version']);

/** What its reviewer is shown: not what follows by itself and says nothing. */
export const changesBetween = (before: JsonObject, after: JsonObject): JsonChange[] =>
  jsonChanges(before, after).filter(({ path }) => !FOLLOWS_BY_ITSELF.has(path));

/** What a definition asks of a machine; its adapter always. */
export function requirementsOf(
  definition: JsonObject,
  adapter: string,
): { vramMiB: number | null; capabilities: string[] } {
  const { requires } = definition as unknown as WorkflowDefinitionDocument;
  const named = requires?.capabilities ?? [];
  return {
    vramMiB: requires?.vramMiB ?? null,
    capabilities: adapter === 'ffmpeg' || named.includes(adapter) ? [...named] : [adapter, ...named],
  };
}
