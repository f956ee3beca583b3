import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { budgetContext, id, nanoUsd, parameters, sha256 } from './shapes.ts';

export const providerStatus = z.enum(['HEALTHY', 'DEGRADED', 'UNHEALTHY', 'PAUSED']);

/** A provider's health crossed a threshold, with hysteresis. Aggregate: the provider. */
export const ProviderStatusChanged = defineEvent('providers', 'ProviderStatusChanged', {
  providerId: z.string(),
  from: providerStatus,
  to: providerStatus,
  reason: z.string(),
});

/** The catalogue of workflows changed; carries the whole active catalogue. Aggregate: `catalogue`. */
export const WorkflowCatalogueChanged = defineEvent('providers', 'WorkflowCatalogueChanged', {
  workflows: z.array(
    z.object({
      workflowId: z.string(),
      providerId: z.string(),
      providerStatus,
      effectTypeId: z.string(),
      variant: z.enum(['fast', 'balanced', 'fine']),
      digest: z.string(),
      adapter: z.string(),
      /** Price class of the provider's machines, such as `cpu.swift`. */
      instanceType: z.string().optional(),
      active: z.boolean(),
      /** What it asks of a machine; absent: nothing. */
      requires: z
        .object({
          vramMiB: z.int().positive().optional(),
          /** Adapters and features that the machine must have named at its registration. */
          capabilities: z.array(z.string().min(1)).optional(),
        })
        .optional(),
      /** Whose work its provider does; absent: everybody's. A simulated provider never does a person's. */
      budgetContexts: z.array(budgetContext).min(1).optional(),
    }),
  ),
});

const revision = {
  revisionId: id,
  workflowId: z.string(),
  /** 1, 2, … per workflow. */
  number: z.int().positive(),
  digest: sha256,
  providerId: z.string(),
  effectTypeId: z.string(),
};

/**
 * A workflow in one exact form that machines do not have built in: they are given it with the lease. Comes before anything
 * is dispatched with it. Aggregate: the workflow.
 */
export const WorkflowRevisionDefined = defineEvent('providers', 'WorkflowRevisionDefined', {
  workflowId: z.string(),
  digest: sha256,
  providerId: z.string(),
  effectTypeId: z.string(),
  variant: z.enum(['fast', 'balanced', 'fine']),
  adapter: z.string(),
  /** Price class of the provider's machines. */
  instanceType: z.string(),
  requires: z.object({
    vramMiB: z.int().positive().optional(),
    capabilities: z.array(z.string().min(1)),
  }),
  definition: z.record(z.string(), z.json()),
});

/** A revision waits for a reviewer. Aggregate of this and the next two: the revision. */
export const WorkflowReviewRequested = defineEvent('providers', 'WorkflowReviewRequested', {
  ...revision,
  title: z.string(),
  note: z.string().min(1),
  isNewWorkflow: z.boolean(),
  submittedBy: id,
  /** Against the revision that it was made from. */
  changes: z.array(
    z.object({
      path: z.string(),
      kind: z.enum(['ADDED', 'CHANGED', 'REMOVED']),
      before: z.json(),
      after: z.json(),
    }),
  ),
});

/** A revision is the one that new runs use: published, or pinned again. */
export const WorkflowRevisionPublished = defineEvent('providers', 'WorkflowRevisionPublished', {
  ...revision,
  origin: z.enum(['HOUSE', 'DECLARED', 'STUDIO']),
  /** Null: the workflow is new. */
  previousDigest: sha256.nullable(),
  reason: z.string().min(1),
});

export const WorkflowRevisionRejected = defineEvent('providers', 'WorkflowRevisionRejected', {
  ...revision,
  decidedBy: id,
  reason: z.string().min(1),
});

/**
 * A workflow is to be tried outside of people's runs, in a run that ends COMPLETED and costs nobody tokens. Aggregate: the run.
 */
export const WorkflowTrialRequested = defineEvent('providers', 'WorkflowTrialRequested', {
  runId: id,
  trialId: id,
  workflowId: z.string(),
  workflowDigest: sha256,
  providerId: z.string(),
  effectTypeId: z.string(),
  title: z.string(),
  /** One render per machine; empty: one, on any that fits. */
  agentIds: z.array(id),
  /** Null: clips of the house. */
  exampleVideoId: id.nullable(),
  footageVideoId: id.nullable(),
  parameters,
  requestedBy: id,
});

/** Fleets, their templates and who renders what, as the document in force has them: the whole of it. Aggregate: `fleets`. */
export const FleetsChanged = defineEvent('providers', 'FleetsChanged', {
  version: z.int().positive(),
  digest: sha256,
  fleets: z.array(
    z.object({
      name: z.string(),
      template: z.string(),
      instanceType: z.string(),
      capacityKind: z.enum(['owned', 'onDemand', 'spot']),
      runners: z.array(z.string()).min(1),
      concurrency: z.int().positive(),
      /** Of one machine. */
      nanoUsdPerHour: nanoUsd,
      minAgents: z.int().nonnegative(),
      maxAgents: z.int().nonnegative(),
      /** Of all machines of the fleet together. */
      budgetNanoUsdPerHour: nanoUsd,
      isScaled: z.boolean(),
    }),
  ),
  /** Workflows that only these fleets render; all others are everybody's. */
  assignments: z.array(z.object({ workflowId: z.string(), fleets: z.array(z.string()).min(1) })),
});
