import { consume } from '@effect-studio/kernel/bus/consumer';
import { sql, type Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { defineSubgraph, type SubgraphDefinition } from '@effect-studio/kernel/subgraph';
import { defineEvent } from '@effect-studio/schema/events/envelope';
import { z } from 'zod';

/** What an event does to the group that can be poisoned: nothing, a final refusal, or five failures. */
export const KINDS = ['plain', 'poison', 'failing'] as const;
export type Kind = (typeof KINDS)[number];

/** Contexts borrow names of the studio's, since envelopes know no others; nothing else of these is in here. */
export const WRITER = 'orchestrator';
export const GROUPS = ['analysis', 'execution', 'economics'] as const;
export type Group = (typeof GROUPS)[number];
/** The group that works slowly. */
const SLOW_GROUP: Group = 'analysis';
/** The group that answers each event with one of its own. */
const ECHOING_GROUP: Group = 'execution';
/** The group whose handler some events break. */
export const POISONED_GROUP: Group = 'economics';
const SLOW_SECONDS = 0.012;

export const Stepped = defineEvent(WRITER, 'Stepped', { version: z.int(), kind: z.enum(KINDS) });
export const Echoed = defineEvent(ECHOING_GROUP, 'Echoed', { version: z.int() });

/** The aggregate of an echo. */
export const echoOf = (aggregateId: string): string => `echo-${aggregateId}`;

const SLEEP = sql('chaos-sleep', 'select pg_sleep($1)');
const IS_CURED = sql('chaos-is-cured', `select is_cured from ${POISONED_GROUP}.cure`);

/**
 * Notes an effect with the version that this group had applied before it, by which losses, repetitions and changes of
 * order are told apart afterwards. Nothing in the tables forbids any of them.
 */
async function apply(tx: Transaction, group: Group, aggregateId: string, version: number): Promise<void> {
  const before = await tx.maybeOne<{ version: number }>(
    sql(
      `chaos-progress-${group}`,
      `select version from ${group}.progress where aggregate_id = $1 for update`,
    ),
    [aggregateId],
  );
  await tx.rows(
    sql(
      `chaos-applied-${group}`,
      `insert into ${group}.applied (aggregate_id, version, previous_version) values ($1, $2, $3)`,
    ),
    [aggregateId, version, before?.version ?? 0],
  );
  await tx.rows(
    sql(
      `chaos-advance-${group}`,
      `insert into ${group}.progress (aggregate_id, version) values ($1, $2)
       on conflict (aggregate_id) do update set version = excluded.version`,
    ),
    [aggregateId, version],
  );
}

function consumersOf(group: Group): SubgraphDefinition['consumers'] {
  const onStepped = consume(Stepped, async (tx, { aggregateId, payload }) => {
    await apply(tx, group, aggregateId, payload.version);
    if (group === SLOW_GROUP) await tx.rows(SLEEP, [SLOW_SECONDS]);
    if (group === ECHOING_GROUP) {
      await tx.emit(Echoed, { aggregateId: echoOf(aggregateId), payload: { version: payload.version } });
    }
    if (group === POISONED_GROUP && payload.kind !== 'plain') await refuseUntilCured(tx, payload.kind);
  });
  if (group !== POISONED_GROUP) return [onStepped];
  return [
    onStepped,
    consume(Echoed, (tx, { aggregateId, payload }) => apply(tx, group, aggregateId, payload.version)),
  ];
}

async function refuseUntilCured(tx: Transaction, kind: Exclude<Kind, 'plain'>): Promise<void> {
  const { is_cured: isCured } = await tx.one<{ is_cured: boolean }>(IS_CURED);
  if (isCured) return;
  if (kind === 'poison') throw new StudioError('POISON', 'this event cannot be applied');
  throw new Error('this event fails each time');
}

function bare(name: SubgraphDefinition['name'], parts: Partial<SubgraphDefinition>): SubgraphDefinition {
  return defineSubgraph({
    name,
    module: null,
    typeDefs: 'type Query { ping: String @public }',
    resolvers: {},
    entities: [],
    migrations: [],
    consumers: [],
    jobs: [],
    ...parts,
  });
}

const writer = bare(WRITER, {
  migrations: [
    {
      id: '0001-aggregates',
      sql: `create table ${WRITER}.aggregate (
              id text primary key, version int not null default 0, next_kind text not null default 'plain');`,
    },
  ],
});

const groups = GROUPS.map((group) =>
  bare(group, {
    migrations: [
      {
        id: '0001-effects',
        sql: `create table ${group}.applied (seq bigint generated always as identity, aggregate_id text not null,
                version int not null, previous_version int not null);
              create index applied_by_aggregate on ${group}.applied (aggregate_id, seq);
              create table ${group}.progress (aggregate_id text primary key, version int not null);
              create table ${group}.cure (is_cured boolean not null);
              insert into ${group}.cure values (false);`,
      },
    ],
    consumers: consumersOf(group),
  }),
);

export const TOY_CONTEXTS: readonly SubgraphDefinition[] = [writer, ...groups];
