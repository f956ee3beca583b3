import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { CONSUMERS } from './messaging/consumers.ts';
import { prompts } from './persistence/migrations/0001-prompts.ts';
import { moreTemplates } from './persistence/migrations/0002-more-templates.ts';
import { PromptTemplateType, PromptVariant, Query, Run } from './resolvers/resolvers.ts';

export default defineSubgraph({
  name: 'prompts',
  module: 'M4',
  typeDefs: readSdl(import.meta.url),
  resolvers: { Query, Run, PromptVariant, PromptTemplate: PromptTemplateType },
  entities: [],
  migrations: [prompts, moreTemplates],
  consumers: CONSUMERS,
  jobs: [],
});
