import type { Agent, AgentStatus } from '../domain/agent.ts';
import type { AgentTrust } from '../domain/agent-trust.ts';

/** An agent as PostgreSQL answers it. */
export interface AgentRow {
  id: string;
  client_id: string;
  owner_id: string;
  tenant_id: string;
  name: string;
  status: AgentStatus;
  version: string;
  instance_type: string;
  gpu_name: string | null;
  vram_mib: number | null;
  driver_version: string | null;
  fleet: string | null;
  startup_ms: number | null;
  capabilities: string[];
  revision_ids: number[];
  registered_at: Date;
  last_seen_at: Date;
  session_id: string | null;
  session_started_at: Date | null;
  lease_count: number;
  concurrency: number;
  trust: AgentTrust;
  trust_since: Date;
  fault_count: number;
  deaf_since: Date | null;
  cordoned_at: Date | null;
  cordon_reason: string | null;
  quarantine_until: Date | null;
  quarantine_reason: string | null;
  quarantines: number;
  last_polled_at: Date | null;
}

export function toAgent(row: AgentRow): Agent {
  return {
    id: row.id,
    clientId: row.client_id,
    ownerId: row.owner_id,
    tenantId: row.tenant_id,
    name: row.name,
    status: row.status,
    version: row.version,
    instanceType: row.instance_type,
    gpuName: row.gpu_name,
    vramMiB: row.vram_mib,
    driverVersion: row.driver_version,
    fleet: row.fleet,
    startupMs: row.startup_ms,
    capabilities: row.capabilities,
    revisionIds: row.revision_ids,
    leaseCount: row.lease_count,
    concurrency: row.concurrency,
    trust: row.trust,
    faultCount: row.fault_count,
    deafSince: row.deaf_since,
    cordon: row.cordoned_at ? { since: row.cordoned_at, reason: row.cordon_reason ?? '' } : null,
    quarantine:
      row.trust === 'QUARANTINED' && row.quarantine_until
        ? { since: row.trust_since, until: row.quarantine_until, reason: row.quarantine_reason ?? '' }
        : null,
    lastPolledAt: row.last_polled_at,
    registeredAt: row.registered_at,
    lastSeenAt: row.last_seen_at,
    sessionId: row.session_id,
    sessionStartedAt: row.session_started_at,
  };
}
