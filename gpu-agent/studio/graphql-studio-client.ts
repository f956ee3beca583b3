import {
  CompleteTaskDocument,
  DrainAgentDocument,
  FailTaskDocument,
  LeaseTasksDocument,
  RegisterAgentDocument,
  RenewLeaseDocument,
  ReportPresenceDocument,
} from '@effect-studio/schema/generated/client';
import { v7 } from 'uuid';
import { PermanentFailure } from '../leases/retry.ts';
import type { GraphCaller } from './graphql-transport.ts';
import type {
  AgentRegistration,
  CompletionAnswer,
  FailureReport,
  Lease,
  NextWish,
  OutputReport,
  Renewal,
  RenewalReport,
  StudioClient,
} from './studio-client.ts';

const POLL_MARGIN_MS = 15_000;
const PRESENCE_TIMEOUT_MS = 5_000;

/** The studio over its graph, with the typed documents of `schema/client/agent.graphql`. */
export class GraphqlStudioClient implements StudioClient {
  readonly #transport: GraphCaller;
  /** Keys by what they are for: a repeated call repeats its key. */
  readonly #keys = new Map<string, string>();
  readonly #correlationIds = new Map<string, string>();

  constructor(transport: GraphCaller) {
    this.#transport = transport;
  }

  async register(registration: AgentRegistration & { startupMs: number | null }): Promise<string> {
    const input = { ...registration, idempotencyKey: this.#key('register') };
    const { registerAgent } = await this.#transport.call(RegisterAgentDocument, { input });
    // Registering again, after the studio forgot the agent, is another registration.
    this.#keys.delete('register');
    if (registerAgent.__typename === 'Agent') return registerAgent.id;
    throw new PermanentFailure(`${registerAgent.humanReadableCause} ${registerAgent.suggestedAction}`);
  }

  async lease(
    wish: { agentId: string; limit: number; waitMs: number },
    signal: AbortSignal,
  ): Promise<Lease[] | 'unknownAgent'> {
    const { leaseTasks } = await this.#transport.call(
      LeaseTasksDocument,
      { input: wish },
      { signal, timeoutMs: wish.waitMs + POLL_MARGIN_MS },
    );
    if (leaseTasks.__typename === 'NotFound') return 'unknownAgent';
    if (leaseTasks.__typename !== 'LeasedTasks') throw new PermanentFailure(leaseTasks.humanReadableCause);
    this.#note(leaseTasks.leases);
    return leaseTasks.leases;
  }

  async renew(report: RenewalReport): Promise<Renewal> {
    const { renewLease } = await this.#transport.call(
      RenewLeaseDocument,
      { input: report },
      this.#about(report),
    );
    if (renewLease.__typename !== 'LeaseRenewal') return { state: 'stale' };
    if (renewLease.isCancelled) return { state: 'cancelled' };
    return { state: 'held', previewUrl: renewLease.previewUrl ?? null };
  }

  async complete(report: OutputReport, next: NextWish | null): Promise<CompletionAnswer> {
    const input = { ...report, next, idempotencyKey: this.#key(`complete:${report.leaseId}`) };
    const { completeTask } = await this.#transport.call(CompleteTaskDocument, { input }, this.#about(report));
    if (completeTask.__typename === 'OutputRefused') {
      return { kind: 'refused', cause: completeTask.humanReadableCause };
    }
    this.#forget(report.leaseId);
    if (completeTask.__typename !== 'TaskCompletion') return { kind: 'stale' };
    this.#note(completeTask.next);
    return { kind: 'accepted', next: completeTask.next };
  }

  async fail(report: FailureReport): Promise<'accepted' | 'stale'> {
    const input = { ...report, idempotencyKey: this.#key(`fail:${report.leaseId}`) };
    const { failTask } = await this.#transport.call(FailTaskDocument, { input }, this.#about(report));
    this.#forget(report.leaseId);
    return failTask.__typename === 'TaskFailureReceipt' ? 'accepted' : 'stale';
  }

  async reportPresence(presence: {
    agentId: string;
    freeCapacity: number;
  }): Promise<'heard' | 'deaf' | 'unknownAgent'> {
    const { reportPresence } = await this.#transport.call(
      ReportPresenceDocument,
      { input: presence },
      { timeoutMs: PRESENCE_TIMEOUT_MS },
    );
    if (reportPresence.__typename !== 'AgentPresence') return 'unknownAgent';
    return reportPresence.isDeaf ? 'deaf' : 'heard';
  }

  async drain(agentId: string): Promise<void> {
    const input = { agentId, idempotencyKey: this.#key('drain') };
    await this.#transport.call(DrainAgentDocument, { input }, { timeoutMs: 3_000 });
  }

  #note(leases: readonly Lease[]): void {
    for (const lease of leases) this.#correlationIds.set(lease.leaseId, lease.correlationId);
  }

  #about({ leaseId }: { leaseId: string }): { correlationId?: string } {
    const correlationId = this.#correlationIds.get(leaseId);
    return correlationId ? { correlationId } : {};
  }

  #key(purpose: string): string {
    const key = this.#keys.get(purpose) ?? v7();
    this.#keys.set(purpose, key);
    return key;
  }

  #forget(leaseId: string): void {
    this.#correlationIds.delete(leaseId);
    this.#keys.delete(`complete:${leaseId}`);
    this.#keys.delete(`fail:${leaseId}`);
  }
}
