import { defineSubgraph, readSdl, type SubgraphDefinition } from '@effect-studio/kernel/subgraph';
import { type OperationsConfig, readOperationsConfig } from './config.ts';
import { deadLetterDecisions } from './persistence/migrations/0001-dead-letter-decisions.ts';
import { pages } from './persistence/migrations/0002-pages.ts';
import { AuditEntry } from './resolvers/audit-entry.ts';
import { DeadLetter } from './resolvers/dead-letter.ts';
import { mutation } from './resolvers/mutation.ts';
import { Query } from './resolvers/query.ts';
import { Run } from './resolvers/run.ts';
import { Subscription } from './resolvers/subscription.ts';
import { countLogPatternsTick } from './workers/count-log-patterns.ts';
import { expireTrails } from './workers/expire-trails.ts';
import { pagingJobs } from './workers/paging.ts';
import { personal } from './workers/personal-data.ts';

const PAGES_KEPT_MS = 90 * 86_400_000;

/** Operations: what the studio did, what it could not do, and its test clock. */
export function operationsSubgraph(config: OperationsConfig): SubgraphDefinition {
  return defineSubgraph({
    name: 'operations',
    module: null,
    typeDefs: readSdl(import.meta.url),
    resolvers: { Query, Mutation: mutation(config), AuditEntry, DeadLetter, Run, Subscription },
    entities: [],
    migrations: [deadLetterDecisions, pages],
    retention: { tables: [{ table: 'operations.page', column: 'created_at', keepMs: PAGES_KEPT_MS }] },
    consumers: [...personal.consumers],
    jobs: [...personal.jobs, ...pagingJobs(config), countLogPatternsTick, expireTrails(config)],
  });
}

export default operationsSubgraph(readOperationsConfig());
