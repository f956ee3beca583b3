import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { type StudioModel, studioModel } from '@effect-studio/llm/asking/studio-model';
import { consumers } from './messaging/consumers.ts';
import { personal } from './messaging/personal-data.ts';
import { prompts } from './persistence/migrations/0001-prompts.ts';
import { moreTemplates } from './persistence/migrations/0002-more-templates.ts';
import { refinements } from './persistence/migrations/0003-refinements.ts';
import { PromptTemplateType, PromptVariant, Query, Run } from './resolvers/resolvers.ts';
import { refinePrompts } from './workers/refine-prompts.ts';

/**
 * M4: what is asked of effects, in words and parameters that every provider can follow.
 * @param model null: prompts are the templates'
 */
export const promptsSubgraph = (model: StudioModel | null) =>
  defineSubgraph({
    name: 'prompts',
    module: 'M4',
    typeDefs: readSdl(import.meta.url),
    resolvers: { Query, Run, PromptVariant, PromptTemplate: PromptTemplateType },
    entities: [],
    migrations: [prompts, moreTemplates, refinements],
    consumers: [...personal.consumers, ...consumers(model !== null)],
    jobs: [...personal.jobs, refinePrompts(model)],
  });

export default promptsSubgraph(studioModel('prompts'));
