/** A dashboard as Grafana imports it; what is left out has Grafana's default. */
export interface Dashboard {
  uid: string;
  title: string;
  tags: string[];
  timezone: 'utc';
  refresh: string;
  time: { from: string; to: string };
  schemaVersion: number;
  templating: { list: object[] };
  panels: Panel[];
}

export interface Panel {
  id: number;
  title: string;
  type: 'timeseries' | 'stat';
  gridPos: { x: number; y: number; w: number; h: number };
  datasource: { type: 'prometheus'; uid: string };
  fieldConfig: { defaults: { unit: string; min: number } };
  targets: { refId: string; expr: string; legendFormat: string }[];
}

interface Series {
  expr: string;
  /** Labels in braces, as Grafana writes them. */
  legend: string;
}

interface PanelOptions {
  title: string;
  /** Grafana's unit, default `short`. */
  unit?: 's' | 'reqps' | 'percentunit' | 'bytes' | 'short';
  series: readonly Series[];
}

const COLUMNS = 2;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 8;

function dashboard(uid: string, title: string, panels: readonly PanelOptions[]): Dashboard {
  return {
    uid,
    title: `Studio: ${title}`,
    tags: ['effect-studio'],
    timezone: 'utc',
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    schemaVersion: 39,
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus' }] },
    panels: panels.map((options, index) => panelAt(options, index)),
  };
}

const panelAt = ({ title, unit = 'short', series }: PanelOptions, index: number): Panel => ({
  id: index + 1,
  title,
  type: 'timeseries',
  gridPos: {
    x: (index % COLUMNS) * WIDTH,
    y: Math.floor(index / COLUMNS) * HEIGHT,
    w: WIDTH,
    h: HEIGHT,
  },
  datasource: { type: 'prometheus', uid: '${datasource}' },
  fieldConfig: { defaults: { unit, min: 0 } },
  targets: series.map(({ expr, legend }, at) => ({
    refId: String.fromCharCode(65 + at),
    expr,
    legendFormat: legend,
  })),
});

const quantile = (q: number, histogram: string, by: string): string =>
  `histogram_quantile(${q}, sum by (${by}, le) (rate(${histogram}_bucket[5m])))`;

/** Rate, errors and duration, at the gateway and in each context. */
const requests = dashboard('studio-requests', 'requests', [
  {
    title: 'Requests per second',
    unit: 'reqps',
    series: [{ expr: 'sum by (route) (rate(studio_request_seconds_count[5m]))', legend: '{{route}}' }],
  },
  {
    title: 'Share of requests that fail',
    unit: 'percentunit',
    series: [{ expr: 'studio:request_errors:share5m', legend: '{{route}}' }],
  },
  {
    title: 'Duration at the gateway',
    unit: 's',
    series: [0.5, 0.95, 0.99].map((q) => ({
      expr: quantile(q, 'studio_request_seconds', 'route'),
      legend: `{{route}} p${q * 100}`,
    })),
  },
  {
    title: 'Operations in flight at the gateways',
    series: [
      {
        expr: 'sum by (instance, kind) (studio_operations_in_flight)',
        legend: '{{instance}} {{kind}}',
      },
      { expr: 'max by (instance) (studio_operations_limit)', legend: '{{instance}} at most (bounded)' },
    ],
  },
  {
    title: 'Requests refused with 429 per second',
    unit: 'reqps',
    series: [
      {
        expr: 'sum by (reason, tier) (rate(studio_requests_refused_total[5m]))',
        legend: '{{reason}} {{tier}}',
      },
    ],
  },
  {
    title: 'Sockets, and subscriptions on them',
    series: ['sockets', 'subscriptions'].map((what) => ({
      expr: `sum(studio_${what}_open)`,
      legend: what,
    })),
  },
  {
    title: 'Operations per second of each context',
    unit: 'reqps',
    series: [{ expr: 'sum by (context) (rate(studio_subgraph_seconds_count[5m]))', legend: '{{context}}' }],
  },
  {
    title: 'Operations of contexts that fail, per second',
    unit: 'reqps',
    series: [
      {
        expr: 'sum by (context) (rate(studio_subgraph_seconds_count{outcome="failed"}[5m]))',
        legend: '{{context}}',
      },
    ],
  },
  {
    title: 'Duration in each context, p95',
    unit: 's',
    series: [{ expr: quantile(0.95, 'studio_subgraph_seconds', 'context'), legend: '{{context}}' }],
  },
  {
    title: 'Transactions, p95',
    unit: 's',
    series: [{ expr: quantile(0.95, 'studio_transaction_seconds', 'context'), legend: '{{context}}' }],
  },
  {
    title: 'Connections to PostgreSQL: in use, and waited for',
    series: ['busy', 'waiting'].map((state) => ({
      expr: `sum by (context) (studio_pool_connections{state="${state}"})`,
      legend: `{{context}} ${state}`,
    })),
  },
]);

/** How events and background work come along. */
const bus = dashboard('studio-bus', 'events and jobs', [
  {
    title: 'Age of the oldest event in the outbox',
    unit: 's',
    series: [{ expr: 'max(studio_outbox_oldest_seconds)', legend: 'oldest' }],
  },
  {
    title: 'Events that wait for the relay',
    series: [{ expr: 'max(studio_outbox_events)', legend: 'events' }],
  },
  {
    title: 'Events that groups have not settled',
    series: [{ expr: 'max by (group) (studio_group_lag_events)', legend: '{{group}}' }],
  },
  {
    title: 'From an event to its effect, p95',
    unit: 's',
    series: [{ expr: quantile(0.95, 'studio_event_lag_seconds', 'context'), legend: '{{context}}' }],
  },
  {
    title: 'Open dead letters',
    series: [{ expr: 'max by (context, state) (studio_dead_letters) > 0', legend: '{{context}} {{state}}' }],
  },
  {
    title: 'Events per second',
    unit: 'reqps',
    series: [
      {
        expr: 'sum by (context, outcome) (rate(studio_events_settled_total[5m]))',
        legend: '{{context}} {{outcome}}',
      },
    ],
  },
  {
    title: 'How long jobs have been due',
    unit: 's',
    series: [
      {
        expr: 'max by (context) (studio_jobs_oldest_seconds{state="waiting"})',
        legend: '{{context}}',
      },
    ],
  },
  {
    title: 'Attempts of jobs that fail, per second',
    unit: 'reqps',
    series: [
      {
        expr: 'sum by (context, kind) (rate(studio_job_seconds_count{outcome="failed"}[5m]))',
        legend: '{{context}} {{kind}}',
      },
    ],
  },
]);

/** What machines and people have to do. */
const work = dashboard('studio-work', 'runs and machines', [
  {
    title: 'Runs under way',
    series: [{ expr: 'max by (state) (studio_runs_open)', legend: '{{state}}' }],
  },
  {
    title: 'How long the run that stands longest has stood there',
    unit: 's',
    series: [{ expr: 'max by (state) (studio_runs_oldest_seconds)', legend: '{{state}}' }],
  },
  {
    title: 'Tasks that no agent has',
    series: [{ expr: 'max(studio_tasks_waiting)', legend: 'tasks' }],
  },
  {
    title: 'How long the oldest task has waited',
    unit: 's',
    series: [{ expr: 'max(studio_tasks_oldest_seconds)', legend: 'oldest' }],
  },
  {
    title: 'Leases',
    series: [{ expr: 'max by (state) (studio_leases)', legend: '{{state}}' }],
  },
  {
    title: 'Age of the oldest lease',
    unit: 's',
    series: [{ expr: 'max(studio_leases_oldest_seconds)', legend: 'oldest' }],
  },
  { title: 'Agents', series: [{ expr: 'max by (status) (studio_agents)', legend: '{{status}}' }] },
  {
    title: 'Results that wait for a reviewer',
    series: [{ expr: 'max(studio_reviews_waiting)', legend: 'results' }],
  },
  {
    title: 'Age of the routing manifest',
    unit: 's',
    series: [{ expr: 'max(studio_manifest_age_seconds)', legend: 'age' }],
  },
]);

/** The processes themselves. */
const processes = dashboard('studio-processes', 'processes', [
  {
    title: 'Memory',
    unit: 'bytes',
    series: [{ expr: 'process_resident_memory_bytes{job=~"studio-.*"}', legend: '{{job}} {{instance}}' }],
  },
  {
    title: 'Processor time per second',
    series: [
      { expr: 'rate(process_cpu_seconds_total{job=~"studio-.*"}[5m])', legend: '{{job}} {{instance}}' },
    ],
  },
  {
    title: 'Delay of the event loop, p99',
    unit: 's',
    series: [{ expr: 'nodejs_eventloop_lag_p99_seconds', legend: '{{job}} {{instance}}' }],
  },
  {
    title: 'Conditions for operators, per hour',
    series: [
      {
        expr: 'sum by (severity, module) (increase(studio_conditions_total[1h]))',
        legend: '{{severity}} {{module}}',
      },
    ],
  },
]);

export const DASHBOARDS: readonly Dashboard[] = [requests, bus, work, processes];
