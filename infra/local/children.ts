import type { ChildName, StudioPorts } from './environment.ts';

/** A process that the supervisor keeps running. */
export interface ChildPlan {
  readonly name: ChildName | `host-${number}`;
  /** Relative to the repository's root. */
  readonly file: string;
  readonly args?: readonly string[];
  /** Limit of V8's old generation. */
  readonly heapMiB: number;
  /** Answers 200 when the child can work; null: a child that has logged its first line counts as ready. */
  readonly readyUrl: ((ports: StudioPorts) => string) | null;
}

/** In the order of starting; they are ended in the opposite order, so that no one calls what is already gone. */
export const childPlans: readonly ChildPlan[] = [
  {
    name: 'api',
    file: 'infra/processes/api.ts',
    heapMiB: 320,
    readyUrl: (ports) => `http://127.0.0.1:${ports.api}/health/ready`,
  },
  {
    name: 'workers',
    file: 'infra/processes/workers.ts',
    heapMiB: 256,
    readyUrl: (ports) => `http://127.0.0.1:${ports.workers}/health/ready`,
  },
  { name: 'gpu-agent', file: 'gpu-agent/main.ts', heapMiB: 128, readyUrl: null },
];

/** A process that serves some contexts over HTTP, so that the api need not mount them. */
export function hostPlan(index: number, contexts: readonly string[], port: number): ChildPlan {
  return {
    name: `host-${index}`,
    file: 'infra/processes/host.ts',
    args: ['--only', contexts.join(',')],
    heapMiB: 256,
    readyUrl: () => `http://127.0.0.1:${port}/health/ready`,
  };
}

/** Run once at each start, in this order. */
export const preparations = {
  migrate: { what: 'The migration', file: 'infra/processes/migrate.ts' },
  seed: { what: 'Seeding', file: 'infra/processes/seed.ts' },
} as const;
