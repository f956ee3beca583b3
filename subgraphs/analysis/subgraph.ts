import { isId } from '@effect-studio/kernel/ids';
import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { type StudioModel, studioModel } from '@effect-studio/llm/asking/studio-model';
import type { QueryResolvers } from './generated/resolvers.ts';
import { onEffectRunRequested, onRunRequested } from './messaging/on-run-requested.ts';
import { onTokensReserved } from './messaging/on-tokens-reserved.ts';
import { onVideoErased } from './messaging/on-video-erased.ts';
import { personal } from './messaging/personal-data.ts';
import { findById } from './persistence/analyses.repository.ts';
import { analyses } from './persistence/migrations/0001-analyses.ts';
import { footageOnly } from './persistence/migrations/0002-footage-only.ts';
import { modelUse } from './persistence/migrations/0003-model-use.ts';
import { RunRequestEntity } from './persistence/run-request.entity.ts';
import { VideoAnalysisEntity } from './persistence/video-analysis.entity.ts';
import { analysisResolvers, sceneChangeResolvers } from './resolvers/analysis.ts';
import { subscriptionResolvers } from './resolvers/follow-analysis.ts';
import { videoResolvers } from './resolvers/video.ts';
import { ANALYSER } from './use-cases/analyse-clip.ts';
import { analyseRun } from './workers/analyse-run.ts';
import { reanalyseClips } from './workers/reanalyse-clips.ts';

const queryResolvers: QueryResolvers = {
  analysis: (_root, { id }, ctx) => (isId(id) ? ctx.db.transaction(ctx, (tx) => findById(tx, id)) : null),
};

/**
 * M2: what can be seen in a clip, and what can be made of it.
 * @param model null: clips are only measured
 */
export const analysisSubgraph = (model: StudioModel | null) =>
  defineSubgraph({
    name: 'analysis',
    module: 'M2',
    typeDefs: readSdl(import.meta.url),
    resolvers: {
      Query: queryResolvers,
      Subscription: subscriptionResolvers,
      Analysis: analysisResolvers,
      SceneChange: sceneChangeResolvers,
      Video: videoResolvers,
    },
    entities: [VideoAnalysisEntity, RunRequestEntity],
    migrations: [analyses, footageOnly, modelUse],
    consumers: [...personal.consumers, onRunRequested, onEffectRunRequested, onTokensReserved, onVideoErased],
    jobs: [...personal.jobs, analyseRun(model), reanalyseClips],
    computations: [ANALYSER],
  });

export default analysisSubgraph(studioModel('analysis'));
