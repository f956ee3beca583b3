import { z } from 'zod';
import {
  declaredProvider,
  declaredWorkflow,
  readDeclaration,
  specifyDeclared,
} from '../declared-providers.ts';
import type { WorkflowSpec } from '../workflow-spec.ts';
import { curve } from './curve.ts';

/** Ways to fail that a twin can be told to have. */
const failureKind = z.enum([
  'RENDER_FAILED',
  'OUT_OF_MEMORY',
  'OUT_OF_TIME',
  'PROVIDER_UNAVAILABLE',
  'OUTPUT_INVALID',
]);
export type TwinFailureKind = z.infer<typeof failureKind>;

const share = curve(0, 1);
const milliseconds = curve(0, 3_600_000);

const twinProvider = z.strictObject({
  provider: declaredProvider.omit({ adapter: true, budgetContexts: true }),
  /** What an hour of its work costs, in nano-USD, as a decimal text; published as the rate of its instance type. */
  nanoUsdPerHour: z.string().regex(/^\d{1,18}$/),
  latency: z.strictObject({
    fixedMs: milliseconds.default(0),
    msPerWorkUnit: milliseconds,
    /** σ of the lognormal spread around it. */
    sigma: z.number().min(0).max(2).default(0),
  }),
  /** Of what it uploads: 1 is its basis as that is, 0 is hardly to be recognised. */
  quality: share,
  failure: z
    .strictObject({
      share,
      /** Kinds by weight. */
      kinds: z.partialRecord(failureKind, z.number().positive()).default({ RENDER_FAILED: 1 }),
    })
    .default({ share: 0, kinds: { RENDER_FAILED: 1 } }),
  throttle: z
    .strictObject({ share, retryAfterMs: milliseconds, times: z.int().min(1).max(20).default(1) })
    .default({ share: 0, retryAfterMs: 0, times: 1 }),
  /** Before the first execution of a process: models that are loaded. */
  startupMs: z.number().min(0).max(3_600_000).default(0),
  workflows: z
    .array(
      declaredWorkflow.omit({ settings: true }).extend({
        /** Workflow of the ffmpeg runner that it renders by, before the result is degraded. */
        basis: z.string().min(1),
      }),
    )
    .min(1),
});

const twinFile = z.strictObject({
  seed: z.int().min(0),
  /** Milliseconds that pass for one that is declared: 0.01 plays a hundred times faster. What is reported stays as declared. */
  timeScale: z.number().min(0).max(10).default(1),
  /** `footage` renders the task's own clip; `drawn` uploads a small clip of its own, for load where nobody looks. */
  picture: z.enum(['footage', 'drawn']).default('footage'),
  providers: z.array(twinProvider).min(1),
});

/** One simulated provider. */
export interface TwinProvider {
  id: string;
  name: string;
  instanceType: string;
  capabilities: readonly string[];
  nanoUsdPerHour: bigint;
  latency: z.infer<typeof twinProvider>['latency'];
  quality: z.infer<typeof twinProvider>['quality'];
  failure: z.infer<typeof twinProvider>['failure'];
  throttle: z.infer<typeof twinProvider>['throttle'];
  startupMs: number;
  workflows: readonly { spec: WorkflowSpec; basis: string }[];
}

export interface TwinFile {
  seed: number;
  timeScale: number;
  picture: 'footage' | 'drawn';
  providers: readonly TwinProvider[];
}

/** What a twin is called in the studio's catalogue, whatever it is a twin of. */
export const TWIN_ADAPTER = 'twin';
/** A twin does nothing for people. */
export const TWIN_BUDGET_CONTEXTS = ['benchmark', 'system_test'] as const;

/** A declaration as it was read; the basis of a workflow decides its picture and is part of its digest. */
export function parseTwin(value: z.input<typeof twinFile>): TwinFile {
  return specified(twinFile.parse(value));
}

/** @throws ConfigFault with every fault of the file at once */
export async function readTwinFile(path: string): Promise<TwinFile> {
  return specified(await readDeclaration(path, twinFile));
}

function specified({ providers, ...file }: z.output<typeof twinFile>): TwinFile {
  return {
    ...file,
    providers: providers.map(({ provider, nanoUsdPerHour, workflows, ...behaviour }) => ({
      ...provider,
      ...behaviour,
      nanoUsdPerHour: BigInt(nanoUsdPerHour),
      workflows: workflows.map(({ basis, ...workflow }) => ({
        spec: specifyDeclared({ ...workflow, settings: { basis, twinOf: provider.id } }),
        basis,
      })),
    })),
  };
}
