import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { ModuleName } from '@effect-studio/schema/events/envelope';
import { readSdlOf } from '@effect-studio/schema/sdl/read-sdl';
import { type GraphQLSchema, parse } from 'graphql';
import type { EntitySchema } from 'typeorm';
import type { Consumer } from './bus/consumer.ts';
import type { ContextServices } from './context.ts';
import { auditAdminMutations } from './database/audit.ts';
import { enforceAuthorization } from './graph/authorization.ts';
import { SCALARS } from './graph/scalars.ts';
import type { JobHandler } from './jobs/job-handler.ts';
import type { Retention } from './jobs/retention.ts';
import type { Migration } from './migrations/migrate.ts';
import type { ContextGauge } from './observation/context-gauges.ts';

/**
 * Resolvers by type. Their types are generated from the SDL (`generated/resolvers.ts` of each context).
 * `__resolveReference` must be async: a synchronous throw would null the whole batch.
 */
export type Resolvers = Record<string, object>;

/** One bounded context: its contract, its data, and what it does when events arrive. */
export interface SubgraphDefinition {
  name: ModuleName;
  /** M1..M10, or null for cross-cutting contexts. */
  module: string | null;
  /** SDL without the common part. */
  typeDefs: string;
  resolvers: Resolvers;
  entities: EntitySchema[];
  migrations: readonly Migration[];
  consumers: readonly Consumer[];
  jobs: readonly JobHandler[];
  /** What can be measured of it at any moment, besides what every context has. */
  gauges?: readonly ContextGauge[];
  /** What it keeps for a time only, besides answers to idempotency keys. */
  retention?: Retention;
  /** Jobs of this context run at the same time in one process, default 2. */
  jobConcurrency?: number;
  /** The same for the lanes that its jobs name, default 2. */
  jobLanes?: Readonly<Record<string, number>>;
  /** Modules whose functions it has run in threads: where background work runs, they are loaded before the first is wanted. */
  computations?: readonly URL[];
  /** Runs once where background work runs; returns how to stop. */
  startWorkers?: (services: ContextServices) => Promise<() => Promise<void>>;
  /** Runs once in every process that mounts the context; returns how to stop. */
  start?: (services: ContextServices) => Promise<() => Promise<void>>;
}

/** Declares a context. The wiring, and nothing else. */
export function defineSubgraph(definition: SubgraphDefinition): SubgraphDefinition {
  return definition;
}

/** Reads a context's own SDL, from `schema.graphql` or `schema/`. @param metaUrl `import.meta.url` of its `subgraph.ts` */
export function readSdl(metaUrl: string): string {
  return readSdlOf(fileURLToPath(new URL('.', metaUrl)));
}

/**
 * Joins the resolvers of several capabilities of one context, type by type.
 * @throws Error when two of them resolve the same field
 */
export function mergeResolvers(...parts: readonly Resolvers[]): Resolvers {
  const merged: Record<string, Record<string, unknown>> = {};
  for (const part of parts) {
    for (const [type, fields] of Object.entries(part)) {
      const known = merged[type] ?? {};
      merged[type] = known;
      for (const [field, resolver] of Object.entries(fields)) {
        if (field in known) throw new Error(`${type}.${field} is resolved twice`);
        known[field] = resolver;
      }
    }
  }
  return merged;
}

const COMMON_SDL = readFileSync(new URL('../../schema/sdl/common.graphql', import.meta.url), 'utf8');

/** A context's whole SDL, as it is composed into the supergraph. */
export function completeSdl(typeDefs: string): string {
  return `${COMMON_SDL}\n${typeDefs}`;
}

/** The executable schema of one context, with its authorization and its audit trail in place. */
export function buildSchema(definition: SubgraphDefinition): GraphQLSchema {
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(completeSdl(definition.typeDefs)),
      resolvers: { ...SCALARS, ...definition.resolvers } as never,
    },
  ]);
  // First, so that who may not call a mutation does not come so far.
  auditAdminMutations(schema);
  enforceAuthorization(schema);
  return schema;
}
