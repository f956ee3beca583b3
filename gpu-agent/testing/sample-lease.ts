import { v7 } from 'uuid';
import { lookOf } from '../runners/ffmpeg/testing/measure-look.ts';
import type { Lease } from '../studio/studio-client.ts';

/** A style that an agent accepts. */
export const SAMPLE_LOOK = lookOf(
  Float32Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? index / 300 : 0.01)),
);

/** A lease as the studio gives it. Renewed every 10 ms, so that tests need not wait. */
export function sampleLease(overrides: Partial<Lease> = {}): Lease {
  return {
    leaseId: v7(),
    taskId: v7(),
    epoch: 1,
    workflowId: 'look-match-fast',
    effectTypeId: 'look-match',
    variant: 'fast',
    adapter: 'ffmpeg',
    workflowDefinition: null,
    parameters: {},
    exampleDescriptor: SAMPLE_LOOK,
    footageDescriptor: SAMPLE_LOOK,
    excerptStartMs: 500,
    excerptDurationMs: 3_000,
    workUnits: 3,
    budgetContext: 'user_run',
    correlationId: v7(),
    traceparent: null,
    footageUrl: 'store:footage',
    exampleUrl: 'store:example',
    outputUrl: 'store:output',
    ttlMs: 30,
    expiresAt: '2026-01-01T00:00:10.000Z',
    hardDeadlineAt: '2026-01-01T00:02:00.000Z',
    ...overrides,
  };
}
