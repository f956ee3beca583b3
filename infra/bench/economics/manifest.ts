import { refreshObservations } from '@effect-studio/economics/manifest/persistence/observations';
import { generateManifest } from '@effect-studio/economics/manifest/use-cases/generate-manifest';
import { publishManifest } from '@effect-studio/economics/manifest/use-cases/publish-manifest';
import { callContext, systemCaller } from '@effect-studio/kernel/context';
import { DEFAULT_TENANT_ID, newId } from '@effect-studio/kernel/ids';
import { currentManifest, openManifestSource } from '@effect-studio/orchestrator/messaging/manifest-source';
import { type EconomicsPart, HISTORIES } from './part.ts';

const WEEK_S = 7 * 86_400;
const CYCLE_MS = 900_000;
const PROVIDERS = 5;
const EFFECTS = 6;
const READS = 100_000;

const GENERATION = 'manifest generation';
const READ_P99 = 'manifest read, p99';

/**
 * How long it takes to make a manifest beside a week of executions, the sums of the last two hours made again with
 * it, and how long the orchestrator takes to read an effect's best entry from its snapshot.
 */
export const manifestPart: EconomicsPart = {
  metrics: { [GENERATION]: 'ms', [READ_P99]: 'µs' },
  open: async ({ services, owner }, say) => {
    const tenants = new Map<string, string>();
    for (const { name, executions } of HISTORIES) {
      say(`writing the week of ${name}`);
      // Only the default tenant's manifest is published for readers.
      const tenantId = executions === 1_000_000 ? DEFAULT_TENANT_ID : newId();
      tenants.set(name, tenantId);
      const now = services.clock.now();
      await owner.query(
        `insert into economics.execution (tenant_id, task_id, attempt, run_id, owner_id, role, outcome, provider_id, workflow_id,
           effect_type_id, fleet, instance_type, agent_id, agent_owner_id, budget_context, milli_units, queue_wait_ms, startup_ms, busy_ms,
           throttled_count, throttled_ms, started_at, ended_at, quality_ppm, created_at, updated_at)
         select $1, gen_random_uuid(), 1, gen_random_uuid(), gen_random_uuid(), 'candidate',
           case when i % 40 = 0 then 'failed' else 'succeeded' end, 'provider-' || i % ${PROVIDERS},
           'workflow-' || i % ${PROVIDERS} || '-' || (i / ${PROVIDERS}) % ${EFFECTS}, 'effect-' || (i / ${PROVIDERS}) % ${EFFECTS},
           'default', 'cpu', gen_random_uuid(), gen_random_uuid(), 'user_run', 2000 + i % 500, 0, 0, 3000 + i % 700, 0, 0, at, at,
           600000 + i % 300000, $2, $2
         from (select i, $2::timestamptz - make_interval(secs => i::float8 * ${WEEK_S} / $3) as at
               from generate_series(0, $3::int - 1) i) event`,
        [tenantId, now, executions],
      );
      await owner.query(
        `insert into economics.catalogue_workflow (tenant_id, workflow_id, provider_id, effect_type_id, is_active, as_of,
           created_at, updated_at)
         select $1, 'workflow-' || p || '-' || e, 'provider-' || p, 'effect-' || e, true, $2, $2, $2
         from generate_series(0, ${PROVIDERS - 1}) p, generate_series(0, ${EFFECTS - 1}) e`,
        [tenantId, now],
      );
      const ctx = callContext(services, { caller: systemCaller(tenantId) });
      await ctx.db.transaction(ctx, (tx) =>
        refreshObservations(tx, new Date(now.getTime() - 1_000 * WEEK_S), new Date(now.getTime() + CYCLE_MS)),
      );
    }
    await owner.query('analyze economics.execution');
    await owner.query('analyze economics.routing_observation');
    return HISTORIES.map(({ name }) => ({
      name,
      measure: async () => {
        const tenantId = tenants.get(name)!;
        const ctx = callContext(services, { caller: systemCaller(tenantId) });
        const begunAt = performance.now();
        await ctx.db.transaction(ctx, (tx) => generateManifest(tx, 'bench'));
        const generation = { [GENERATION]: performance.now() - begunAt };
        if (tenantId !== DEFAULT_TENANT_ID) return generation;
        await publishManifest(ctx);
        return { ...generation, [READ_P99]: await readP99Us(services) };
      },
    }));
  },
};

/** The 99th percentile of reads of one effect's best entry, in microseconds. */
async function readP99Us(services: Parameters<typeof openManifestSource>[0]): Promise<number> {
  const close = await openManifestSource(services);
  const tookUs = new Float64Array(READS);
  let found = 0;
  for (let read = 0; read < READS; read += 1) {
    const effectTypeId = `effect-${read % EFFECTS}`;
    const begunAt = performance.now();
    const best = currentManifest(services)?.entries.find((entry) => entry.effectTypeId === effectTypeId);
    tookUs[read] = (performance.now() - begunAt) * 1_000;
    if (best) found += 1;
  }
  await close();
  if (found !== READS) throw new Error('the orchestrator read no manifest');
  return tookUs.sort()[Math.floor(READS * 0.99)]!;
}
