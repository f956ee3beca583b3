import type DataLoader from 'dataloader';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { EventLog } from './bus/event-log.ts';
import type { Ticks } from './bus/ticks.ts';
import type { Clock } from './clock.ts';
import type { Signatures } from './crypto/signatures.ts';
import type { AuditScope } from './database/audit.ts';
import type { Database } from './database.ts';
import type { FeatureFlags } from './feature-flags.ts';
import type { GraphClient } from './graph/graph-client.ts';
import { DEFAULT_TENANT_ID, newId, SYSTEM_SUBJECT_ID } from './ids.ts';
import type { MediaEdge } from './objects/media-edge.ts';
import type { Storage } from './objects/storage.ts';
import type { ActionLog } from './observation/action-log.ts';

/** Who asks. Established by the gateway, carried by the internal token, trusted by nobody else. */
export interface Caller {
  kind: 'anonymous' | 'person' | 'machine' | 'system';
  /** Person, machine client or system subject; null for anonymous callers. */
  subjectId: string | null;
  tenantId: string;
  roles: readonly string[];
  scopes: readonly string[];
  sessionId: string | null;
}

export const ANONYMOUS: Caller = {
  kind: 'anonymous',
  subjectId: null,
  tenantId: DEFAULT_TENANT_ID,
  roles: [],
  scopes: [],
  sessionId: null,
};

/** The platform acting for itself in a tenant: consumers, jobs, seeds. */
export function systemCaller(tenantId: string = DEFAULT_TENANT_ID): Caller {
  return {
    kind: 'system',
    subjectId: SYSTEM_SUBJECT_ID,
    tenantId,
    roles: ['system'],
    scopes: ['internal'],
    sessionId: null,
  };
}

/**
 * The platform over all tenants at once: it sees rows only where a context declares that they expire or are counted, and nothing
 * that belongs to one tenant otherwise.
 */
export function overseerCaller(): Caller {
  return { ...systemCaller(), roles: ['system', 'overseer'] };
}

/** What one bounded context is given to work with; its ports to the world. */
export interface ContextServices {
  /** Name of the context, which is also its database schema. */
  readonly context: string;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly actionLog: ActionLog;
  readonly storage: Storage;
  /** Where the public gets media. */
  readonly media: MediaEdge;
  readonly redis: Redis;
  readonly ticks: Ticks;
  readonly eventLog: EventLog;
  readonly graph: GraphClient;
  /** Aborted when the process begins to stop: whoever waits for something to happen answers with what there is. */
  readonly stopping: AbortSignal;
  readonly signatures: Signatures;
  readonly flags: FeatureFlags;
}

/** One call: the context's services, who asks, and the trace it belongs to. Use cases take it first. */
export interface CallContext extends ContextServices {
  readonly caller: Caller;
  readonly correlationId: string;
  /** The event or request that caused this call. */
  readonly causationId: string | null;
  /** Per-call DataLoaders by name; see `loaders.ts`. */
  readonly loaders: Map<string, DataLoader<unknown, unknown>>;
  /** Set while a mutation of an admin's runs: what its transactions change goes to the audit trail. */
  readonly audit: AuditScope | null;
}

/** Binds services to one call. */
export function callContext(
  services: ContextServices,
  call: { caller: Caller; correlationId?: string; causationId?: string | null },
): CallContext {
  return {
    ...services,
    caller: call.caller,
    correlationId: call.correlationId ?? newId(),
    causationId: call.causationId ?? null,
    loaders: new Map(),
    // Work that the platform does within an admin's mutation is part of it.
    audit: (services as Partial<CallContext>).audit ?? null,
  };
}

/** True when the caller is a person with the role, or the platform itself. */
export function hasRole(caller: Caller, role: string): boolean {
  return caller.roles.includes(role) || caller.kind === 'system';
}
