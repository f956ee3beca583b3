import type { AgentTrust } from './agent-trust.ts';

export type AgentStatus = 'ONLINE' | 'DRAINING' | 'LOST';

/** A machine that leases tasks. */
export interface Agent {
  id: string;
  /** The machine client that signs in for it. */
  clientId: string;
  /** Who is paid for its work. */
  ownerId: string;
  tenantId: string;
  name: string;
  status: AgentStatus;
  version: string;
  instanceType: string;
  gpuName: string | null;
  vramMiB: number | null;
  driverVersion: string | null;
  /** Null: the default fleet. */
  fleet: string | null;
  /** Of the running session; null where it is not known. */
  startupMs: number | null;
  capabilities: string[];
  /** Workflow revisions (workflow and digest) that it can run. */
  revisionIds: number[];
  leaseCount: number;
  /** Tasks that it works on at once. */
  concurrency: number;
  trust: AgentTrust;
  /** Bad outputs that count against it now. */
  faultCount: number;
  deafSince: Date | null;
  cordon: { since: Date; reason: string } | null;
  quarantine: { since: Date; until: Date; reason: string } | null;
  lastPolledAt: Date | null;
  registeredAt: Date;
  lastSeenAt: Date;
  /** Null while no session is open. */
  sessionId: string | null;
  sessionStartedAt: Date | null;
}

/** Without a word for this long an agent counts as lost; longer than any long poll. */
export const LOST_AFTER_MS = 45_000;

/** An agent that has room and has not asked for work for three of the longest waits is deaf: its loop hangs. */
export const DEAF_AFTER_MS = 75_000;

/** The oldest agent that speaks this protocol. */
export const MINIMUM_AGENT_VERSION = '0.1.0';

/** Whether a version `major.minor.patch` is at least the other; false for what is no version. */
export function isVersionAtLeast(version: string, minimum: string): boolean {
  const parts = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  const least = minimum.split('.').map(Number);
  if (!parts) return false;
  for (let index = 0; index < 3; index += 1) {
    const difference = Number(parts[index + 1]) - (least[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
