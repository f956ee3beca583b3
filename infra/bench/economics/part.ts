import type { ContextServices } from '@effect-studio/kernel/context';
import type { Pool } from 'pg';
import type { Metrics, Subject } from '../bench.ts';

/** What parts of the economics bench share: the context's services, and its database as its owner. */
export interface EconomicsBed {
  readonly services: ContextServices;
  readonly owner: Pool;
}

/** Some measurements of the economic engine. Subjects of several parts may carry the same name; metrics may not. */
export interface EconomicsPart {
  readonly metrics: Metrics;
  open(bed: EconomicsBed, say: (line: string) => void): Promise<readonly Subject[]>;
}

/** Histories that costs are measured at, so that a cost that grows with them is seen. */
export const HISTORIES = [
  { name: '10 k executions', executions: 10_000 },
  { name: '100 k executions', executions: 100_000 },
  { name: '1 M executions', executions: 1_000_000 },
] as const;
