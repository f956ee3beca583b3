import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { DEFAULT_TENANT_ID, newId } from '../ids.ts';
import { conditions } from './metrics.ts';

/** What a condition costs or endangers. A WARN without it does not compile. */
export interface EconomicImpact {
  type: 'COST' | 'REVENUE_AT_RISK' | 'QUALITY_DEGRADATION' | 'STABILITY' | 'NONE_MEASURED';
  /** Decimal string of nano-USD; null when it cannot be quantified. */
  estimatedCostNanoUsd: string | null;
  affectedJobs: number;
}

/** What the operator is to do, and what was done already. A WARN without it does not compile. */
export interface OperatorAction {
  classification: string;
  urgency: 'MONITOR' | 'ACT_TODAY' | 'ACT_NOW';
  suggestedAction: string;
  autoActionTaken: string | null;
  escalationChain: readonly string[];
  /** Path below `docs/runbooks/`. */
  runbook: string;
}

/** One action-oriented log line. */
export interface ActionLogEntry {
  eventType: string;
  correlationId: string | null;
  /** Whose work it is about; left out: the platform's own. */
  tenantId?: string;
  message: string;
  economicImpact: EconomicImpact;
  operatorAction: OperatorAction;
}

const INSERT = `insert into bus.action_log (id, severity, source_module, event_type, correlation_id, message, economic_impact, operator_action, occurred_at, tenant_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

/** Writes WARN and above to the database first, then to the process log. Never throws: losing a log line must not lose work. */
export class ActionLog {
  readonly #pool: () => Pool;
  readonly #module: string;
  readonly #clock: Clock;
  readonly #log: Logger;

  constructor(options: { pool: () => Pool; module: string; clock: Clock; log: Logger }) {
    this.#pool = options.pool;
    this.#module = options.module;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  warn(entry: ActionLogEntry): Promise<void> {
    return this.#write('WARN', entry);
  }

  error(entry: ActionLogEntry): Promise<void> {
    return this.#write('ERROR', entry);
  }

  critical(entry: ActionLogEntry): Promise<void> {
    return this.#write('CRITICAL', entry);
  }

  async #write(severity: 'WARN' | 'ERROR' | 'CRITICAL', entry: ActionLogEntry): Promise<void> {
    conditions.inc({ severity, module: this.#module, event_type: entry.eventType });
    try {
      await this.#pool().query(INSERT, [
        newId(),
        severity,
        this.#module,
        entry.eventType,
        entry.correlationId,
        entry.message,
        JSON.stringify(entry.economicImpact),
        JSON.stringify(entry.operatorAction),
        this.#clock.now(),
        entry.tenantId ?? DEFAULT_TENANT_ID,
      ]);
    } catch (error) {
      this.#log.error({ err: error, eventType: entry.eventType }, 'the action log could not be written');
    }
    this.#log[severity === 'WARN' ? 'warn' : 'error'](
      { eventType: entry.eventType, correlationId: entry.correlationId },
      entry.message,
    );
  }
}
