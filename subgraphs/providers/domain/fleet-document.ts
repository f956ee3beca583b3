import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '@effect-studio/schema/workflows/canonical-json';
import type { DefinitionFault } from '@effect-studio/schema/workflows/check-definition';
import { z } from 'zod';

const name = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'lower-case letters, digits and dashes, at most 64');
/** Of money, since JSON has no integers of any size. */
const nanoUsd = z.string().regex(/^\d{1,18}$/, 'integer nano-USD as a decimal string');

/** What machines of a kind are, and what one of them costs. */
const template = z.strictObject({
  /** As its owner is billed. */
  instanceType: z.string().min(1).max(64),
  capacityKind: z.enum(['owned', 'onDemand', 'spot']),
  /** Adapters that its agents render with. */
  runners: z.array(z.enum(['ffmpeg', 'comfyui'])).min(1),
  /** Tasks of one agent at the same time. */
  concurrency: z.int().min(1).max(32),
  nanoUsdPerHour: nanoUsd,
});

const fleet = z.strictObject({
  template: name,
  minAgents: z.int().min(0).max(1_000),
  maxAgents: z.int().min(0).max(1_000),
  /** What all of its machines together may cost per hour. */
  budgetNanoUsdPerHour: nanoUsd,
  /** Whether the studio starts and drains its machines; false: people do. */
  isScaled: z.boolean(),
});

/**
 * Fleets, their templates, and which fleets render which workflows: the whole of it, every time, so that a file of it can be kept
 * and compared. A workflow that is not assigned is rendered by machines of any fleet; machines that name no fleet are of
 * `default`.
 */
export const fleetDocument = z.strictObject({
  templates: z.record(name, template),
  fleets: z.record(name, fleet),
  /** Fleets by workflow. */
  assignments: z.record(name, z.array(name).min(1)),
});
export type FleetDocument = z.infer<typeof fleetDocument>;

export const NO_FLEETS: FleetDocument = { templates: {}, fleets: {}, assignments: {} };

/** Every fault of a document at once. @param workflowIds of the catalogue */
export function fleetFaults(document: unknown, workflowIds: ReadonlySet<string>): DefinitionFault[] {
  const result = fleetDocument.safeParse(document);
  if (!result.success) {
    return result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  }
  const { templates, fleets, assignments } = result.data;
  const ofFleets = Object.entries(fleets).flatMap(([id, one]) =>
    fleetFaultsOf(`fleets.${id}`, one, templates[one.template]),
  );
  const ofAssignments = Object.entries(assignments).flatMap(([workflowId, names]) => {
    const path = `assignments.${workflowId}`;
    const unknown = names.filter((one) => one !== 'default' && !Object.hasOwn(fleets, one));
    return [
      ...(workflowIds.has(workflowId) ? [] : [{ path, message: 'the catalogue has no such workflow' }]),
      ...unknown.map((one) => ({ path, message: `there is no fleet ${one}` })),
      ...(new Set(names).size === names.length ? [] : [{ path, message: 'a fleet is named twice' }]),
    ];
  });
  return [...ofFleets, ...ofAssignments];
}

function fleetFaultsOf(
  path: string,
  { template: wanted, minAgents, maxAgents, budgetNanoUsdPerHour }: FleetDocument['fleets'][string],
  known: FleetDocument['templates'][string] | undefined,
): DefinitionFault[] {
  if (!known) return [{ path: `${path}.template`, message: `there is no template ${wanted}` }];
  if (minAgents > maxAgents) return [{ path: `${path}.minAgents`, message: 'more than maxAgents' }];
  const leastCost = BigInt(known.nanoUsdPerHour) * BigInt(minAgents);
  if (leastCost <= BigInt(budgetNanoUsdPerHour)) return [];
  return [{ path: `${path}.budgetNanoUsdPerHour`, message: `minAgents alone cost ${leastCost}` }];
}

/** SHA-256, hex, whatever the order of keys; fleets of a workflow are in no order either. */
export function fleetDigest({ assignments, ...rest }: FleetDocument): string {
  const sorted = Object.entries(assignments).map(([id, names]) => [id, [...names].sort()]);
  const canonical = { ...rest, assignments: Object.fromEntries(sorted) } as unknown as JsonObject;
  return createHash('sha256').update(canonicalJson(canonical)).digest('hex');
}
