import {
  DIGEST,
  ExecutionRig,
  OUTPUT,
  type RegisteredMachine,
  sha256,
} from '@effect-studio/execution/testing/execution-rig';
import { failTask } from '@effect-studio/execution/use-cases/leases/fail-task';
import { newId } from '@effect-studio/kernel/ids';
import { FleetsChanged } from '@effect-studio/schema/events/providers';
import { admin, machine } from '@effect-studio/testing/callers';
import { type ContextCases, counter } from './mutation-case.ts';

const PLACES = [
  { providerId: 'cpu-swift', workflowId: 'look-match-fast' },
  { providerId: 'cpu-studio', workflowId: 'look-match-balanced' },
  { providerId: 'cpu-atelier', workflowId: 'look-match-fine' },
];

export const executionCases: ContextCases = {
  context: 'execution',
  names: [
    'registerAgent',
    'drainAgent',
    'cordonAgent',
    'uncordonAgent',
    'releaseAgent',
    'retryTask',
    'setProviderConcurrency',
    'setFleetSize',
    'completeTask',
    'failTask',
  ],
  open: async (options) => {
    const rig = await ExecutionRig.open(options);
    const { studio } = rig;
    let places = 0;
    const leased = async (agent?: RegisteredMachine) => {
      agent ??= await rig.register();
      // Leases that stay open hold a slot of their provider, of which there are few.
      const leg = rig.leg(PLACES[places++ % PLACES.length]);
      await rig.dispatch([leg]);
      const leases = await rig.lease(agent, 32);
      const { leaseId } = leases.find(({ taskId }) => taskId === leg.taskId)!;
      return { agent, leaseId, taskId: leg.taskId };
    };
    const uploaded = async (agent: RegisteredMachine) => {
      const { leaseId } = await leased(agent);
      await rig.upload(leaseId);
      return leaseId;
    };
    const endedAttempts = (taskId: string) =>
      counter(
        studio,
        `select count(*) from bus.event where type = 'TaskAttemptEnded.v1' and body -> 'payload' ->> 'taskId' = $1`,
        [taskId],
      );
    const conditionsOf = (agentId: string) =>
      counter(
        studio,
        `select count(*) from bus.event where type = 'AgentConditionChanged.v1' and aggregate_id = $1`,
        [agentId],
      );
    const givenUp = async () => {
      const { agent, leaseId, taskId } = await leased();
      const failure = { leaseId, failureClass: 'NON_RETRYABLE', cause: 'x', busyMs: 1 } as const;
      await failTask(agent.ctx, { ...failure, idempotencyKey: newId() });
      return taskId;
    };
    return {
      studio,
      close: () => rig.close(),
      mutations: {
        registerAgent: async () => {
          const caller = machine();
          await rig.register({ caller, name: 'another of this machine' });
          const input = {
            name: 'rig',
            version: '0.1.0',
            instanceType: 'cpu.small',
            capabilities: ['ffmpeg'],
            workflows: [{ workflowId: 'look-match-fast', digest: DIGEST }],
          };
          const sessions = `select count(*) from bus.event o join execution.agent a on o.body -> 'payload' ->> 'agentId' = a.id::text
            where o.type = 'AgentSessionStarted.v1' and a.client_id = $1 and a.name = 'rig'`;
          return {
            caller,
            input,
            otherInput: { ...input, instanceType: 'cpu.large' },
            countEffects: counter(studio, sessions, [caller.subjectId]),
          };
        },
        drainAgent: async () => {
          const caller = machine();
          const agent = await rig.register({ caller });
          const other = await rig.register({ caller, name: 'other' });
          const ended = `select count(*) from bus.event where type = 'AgentSessionEnded.v1' and body -> 'payload' ->> 'agentId' = $1`;
          return {
            caller,
            input: { agentId: agent.agentId },
            otherInput: { agentId: other.agentId },
            countEffects: counter(studio, ended, [agent.agentId]),
          };
        },
        cordonAgent: async () => {
          const { agentId } = await rig.register();
          return {
            caller: admin(),
            input: { agentId, reason: 'A new disk.' },
            otherInput: { agentId, reason: 'A new driver.' },
            countEffects: conditionsOf(agentId),
          };
        },
        uncordonAgent: async () => {
          const [{ agentId }, other] = [await rig.register(), await rig.register()];
          await studio.ownerPool.query('update execution.agent set cordoned_at = now() where id = $1', [
            agentId,
          ]);
          return {
            caller: admin(),
            input: { agentId },
            otherInput: { agentId: other.agentId },
            countEffects: conditionsOf(agentId),
          };
        },
        releaseAgent: async () => {
          const { agentId } = await rig.register();
          await studio.ownerPool.query(`update execution.agent set trust = 'QUARANTINED' where id = $1`, [
            agentId,
          ]);
          return {
            caller: admin(),
            input: { agentId, reason: 'Mended.' },
            otherInput: { agentId, reason: 'Forgiven.' },
            countEffects: conditionsOf(agentId),
          };
        },
        retryTask: async () => {
          const [given, other] = [await givenUp(), await givenUp()];
          return {
            caller: admin(),
            input: { taskId: given },
            otherInput: { taskId: other },
            countEffects: counter(
              studio,
              `select count(*) from execution.task t join execution.given_up_task g on g.retried_as = t.id where g.task_id = $1`,
              [given],
            ),
          };
        },
        setFleetSize: async () => {
          const name = `fleet-${newId().slice(-12)}`;
          await studio.deliver('execution', FleetsChanged, 'fleets', {
            ...{ version: 1, digest: 'a'.repeat(64), assignments: [] },
            fleets: [
              {
                ...{
                  name,
                  template: 'small',
                  instanceType: 'cpu.small',
                  capacityKind: 'owned',
                  runners: ['ffmpeg'],
                },
                ...{
                  concurrency: 1,
                  nanoUsdPerHour: '1',
                  minAgents: 0,
                  maxAgents: 9,
                  budgetNanoUsdPerHour: '9',
                },
                isScaled: true,
              },
            ],
          });
          return {
            caller: admin(),
            input: { fleet: name, agents: 1 },
            otherInput: { fleet: name, agents: 2 },
            countEffects: counter(
              studio,
              'select wanted_agents as count from execution.fleet where name = $1',
              [name],
            ),
          };
        },
        setProviderConcurrency: async () => ({
          caller: admin(),
          input: { providerId: 'cpu-swift', slots: 30 },
          otherInput: { providerId: 'cpu-swift', slots: 31 },
          countEffects: counter(
            studio,
            `select count(*) from execution.provider_slot where provider_id = 'cpu-swift' and n = 30`,
            [],
          ),
        }),
        completeTask: async () => {
          const { agent, leaseId, taskId } = await leased();
          await rig.upload(leaseId);
          const input = { leaseId, sha256: sha256(OUTPUT), sizeBytes: OUTPUT.length, busyMs: 900 };
          return {
            caller: agent.caller,
            input,
            otherInput: { ...input, leaseId: await uploaded(agent) },
            countEffects: endedAttempts(taskId),
          };
        },
        failTask: async () => {
          const { agent, leaseId, taskId } = await leased();
          const input = { leaseId, failureClass: 'NON_RETRYABLE', cause: 'Unreadable.', busyMs: 40 };
          return {
            caller: agent.caller,
            input,
            otherInput: { ...input, failureClass: 'CANCELLED' },
            countEffects: endedAttempts(taskId),
          };
        },
      },
    };
  },
};
