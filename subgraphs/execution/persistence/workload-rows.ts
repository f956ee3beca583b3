/** Rows of the pages about machines, as PostgreSQL answers them. */
export interface CellRow {
  workflow_id: string;
  agent_id: string;
  leased: number;
  succeeded: number;
  failed: number;
  busy_ms: number;
  mean_busy_ms: number | null;
}

export interface QueueRow {
  workflow_id: string;
  provider_id: string;
  adapter: string;
  required_capabilities: string[];
  min_vram_mib: number | null;
  waiting: number;
  oldest_wait_ms: string | null;
  leased: number;
  agents: number;
  free_slots: number;
}

export interface AgentLeaseRow {
  lease_id: string;
  task_id: string;
  provider_id: string;
  epoch: number;
  started_at: Date;
  lease_until: Date;
  hard_deadline: Date;
  progress: number | null;
  is_cancelled: boolean;
}

export interface AttemptRow {
  lease_id: string;
  task_id: string;
  provider_id: string;
  epoch: number;
  outcome: 'succeeded' | 'failed' | 'expired' | 'cancelled' | 'late';
  ready_at: Date;
  started_at: Date;
  ended_at: Date;
  busy_ms: number;
  startup_ms: number | null;
  throttled_count: number | null;
  throttled_ms: number | null;
  failure_class: string | null;
  failure_cause: string | null;
}

export interface GivenUpRow {
  task_id: string;
  failure_class: string;
  failure_cause: string;
  given_up_at: Date;
  retried_as: string | null;
}

/** What the machines do and what waits, at one moment. */
export interface WorkloadRows {
  at: Date;
  minutes: number;
  cells: CellRow[];
  queues: QueueRow[];
}
