import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Prometheus metrics of this process. Names carry units; labels are few and never an id of a person or a run. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

/** Events that a context settled: `applied` or `dead`. */
export const eventsSettled = new Counter({
  name: 'studio_events_settled_total',
  help: 'Events settled by a context.',
  labelNames: ['context', 'type', 'outcome'],
  registers: [metrics],
});

/** Time from an event's occurrence to its application, by the studio's clock. */
export const eventLagSeconds = new Histogram({
  name: 'studio_event_lag_seconds',
  help: 'Seconds from the occurrence of an event to its application.',
  labelNames: ['context'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300],
  registers: [metrics],
});

/** Attempts of background jobs: `done`, `failed`. */
export const jobSeconds = new Histogram({
  name: 'studio_job_seconds',
  help: 'Seconds that an attempt of a background job took.',
  labelNames: ['context', 'kind', 'outcome'],
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 120, 600],
  registers: [metrics],
});

/** Database transactions, from begin to commit or rollback. */
export const transactionSeconds = new Histogram({
  name: 'studio_transaction_seconds',
  help: 'Seconds that a database transaction took.',
  labelNames: ['context', 'outcome'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 5],
  registers: [metrics],
});

/** Reports, by where they were read: `replica` or `primary`. */
export const reports = new Counter({
  name: 'studio_reports_total',
  help: 'Reports that were read from the database.',
  labelNames: ['context', 'from'],
  registers: [metrics],
});

/** Operations of subgraphs: `done`, or `failed` where some field did. */
export const subgraphSeconds = new Histogram({
  name: 'studio_subgraph_seconds',
  help: 'Seconds that an operation of a subgraph took.',
  labelNames: ['context', 'outcome'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 1, 2.5, 10],
  registers: [metrics],
});

/** Requests at the gateway, by the class of their status: `2xx` and so on. */
export const requestSeconds = new Histogram({
  name: 'studio_request_seconds',
  help: 'Seconds from a request to its answer at the gateway.',
  labelNames: ['route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 1, 2.5, 10, 30],
  registers: [metrics],
});

/** Requests that were refused for being too many: `overloaded` by the bound on operations in flight, `rate` by a tier of rates. */
export const requestsRefused = new Counter({
  name: 'studio_requests_refused_total',
  help: 'Requests that the gateway refused with 429.',
  labelNames: ['reason', 'tier'],
  registers: [metrics],
});

/** What was written to the action log. */
export const conditions = new Counter({
  name: 'studio_conditions_total',
  help: 'Conditions for operators, as they were written to the action log.',
  labelNames: ['severity', 'module', 'event_type'],
  registers: [metrics],
});
