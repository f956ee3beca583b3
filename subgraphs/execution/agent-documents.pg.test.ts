import { newId } from '@effect-studio/kernel/ids';
import {
  CompleteTaskDocument,
  DrainAgentDocument,
  FailTaskDocument,
  LeaseTasksDocument,
  RegisterAgentDocument,
  RenewLeaseDocument,
} from '@effect-studio/schema/generated/client';
import { machine } from '@effect-studio/testing/callers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DIGEST, ExecutionRig, OUTPUT, sha256 } from './testing/execution-rig.ts';

let rig: ExecutionRig;
beforeAll(async () => {
  rig = await ExecutionRig.open();
});
afterAll(() => rig.close());

it('answers the documents of released agents from registration to drain', async () => {
  const { caller, agentId } = await rig.register();
  const ask = async (document: { toString(): string }, input: object) => {
    const { data, errors } = await rig.studio.execute('execution', caller, document.toString(), { input });
    expect(errors).toBeUndefined();
    return data!;
  };
  const registration = {
    name: 'test',
    version: '0.1.0',
    instanceType: 'cpu.small',
    gpuName: null,
    vramMiB: null,
    capabilities: ['ffmpeg'],
    workflows: [{ workflowId: 'look-match-fast', digest: DIGEST }],
    idempotencyKey: newId(),
  };
  expect(await ask(RegisterAgentDocument, registration)).toMatchObject({ registerAgent: { id: agentId } });
  await rig.dispatch([rig.leg(), rig.leg()]);
  const { leaseTasks } = (await ask(LeaseTasksDocument, { agentId, limit: 2, waitMs: 0 })) as {
    leaseTasks: { leases: { leaseId: string; ttlMs: number; taskId: string }[] };
  };
  const [good, bad] = leaseTasks.leases;
  expect(good!.ttlMs).toBe(10_600);
  expect(await ask(RenewLeaseDocument, { leaseId: good!.leaseId, progress: 0.4, sequence: 1 })).toMatchObject(
    {
      renewLease: { __typename: 'LeaseRenewal', isCancelled: false },
    },
  );
  await rig.upload(good!.leaseId);
  const completion = {
    leaseId: good!.leaseId,
    sha256: sha256(OUTPUT),
    sizeBytes: OUTPUT.length,
    busyMs: 5,
    idempotencyKey: newId(),
  };
  expect(await ask(CompleteTaskDocument, completion)).toEqual({
    completeTask: {
      __typename: 'TaskCompletion',
      isLate: false,
      task: { id: good!.taskId, status: 'SUCCEEDED' },
      next: [],
    },
  });
  const failure = {
    leaseId: bad!.leaseId,
    failureClass: 'RETRYABLE',
    cause: 'x',
    busyMs: 1,
    idempotencyKey: newId(),
  };
  expect(await ask(FailTaskDocument, failure)).toMatchObject({ failTask: { isRetried: true } });
  expect(await ask(DrainAgentDocument, { agentId, idempotencyKey: newId() })).toMatchObject({
    drainAgent: { id: agentId, status: 'DRAINING' },
  });
});

it('refuses the documents to callers that are no agents', async () => {
  const stranger = { ...machine(), scopes: [] };
  const { errors } = await rig.studio.execute('execution', stranger, DrainAgentDocument.toString(), {
    input: { agentId: newId(), idempotencyKey: newId() },
  });
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
});
