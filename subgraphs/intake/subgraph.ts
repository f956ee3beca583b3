import { defineSubgraph, readSdl, type SubgraphDefinition } from '@effect-studio/kernel/subgraph';
import { intakeConfig } from './config.ts';
import { type LinkPorts, linkPortsOf } from './fetching/link-ports.ts';
import { LinkFetchEntity } from './persistence/link-fetch.entity.ts';
import { videosAndUploads } from './persistence/migrations/0001-videos-and-uploads.ts';
import { linkFetches } from './persistence/migrations/0002-link-fetches.ts';
import { mediaAndQuotas } from './persistence/migrations/0003-media-and-quotas.ts';
import { derivedMedia } from './persistence/migrations/0004-derived-media.ts';
import { UploadEntity } from './persistence/upload.entity.ts';
import { VideoEntity } from './persistence/video.entity.ts';
import { mutationResolvers } from './resolvers/mutation.ts';
import { queryResolvers } from './resolvers/query.ts';
import { subscriptionResolvers } from './resolvers/subscription.ts';
import { uploadResolvers } from './resolvers/upload.ts';
import { videoResolvers } from './resolvers/video.ts';
import { deriveMedia, deriveMissingMedia } from './workers/derive-media.ts';
import { expireUpload } from './workers/expire-upload.ts';
import { fetchLink } from './workers/fetch-link.ts';
import { ingestVideo } from './workers/ingest-video.ts';
import { personal } from './workers/personal-data.ts';
import { reapOrphansTick } from './workers/reap-orphans.ts';
import { removeMedia } from './workers/remove-media.ts';

/** M1: clips, from the first byte to the normalised proxy. @param links how it reaches what lies behind links */
export function intakeSubgraph(links: LinkPorts): SubgraphDefinition {
  return defineSubgraph({
    name: 'intake',
    module: 'M1',
    typeDefs: readSdl(import.meta.url),
    resolvers: {
      Query: queryResolvers,
      Mutation: mutationResolvers(links),
      Subscription: subscriptionResolvers,
      Video: videoResolvers,
      Upload: uploadResolvers,
    },
    entities: [VideoEntity, UploadEntity, LinkFetchEntity],
    migrations: [videosAndUploads, linkFetches, mediaAndQuotas, derivedMedia],
    consumers: [...personal.consumers],
    jobs: [
      ...personal.jobs,
      ingestVideo,
      expireUpload,
      fetchLink(links),
      removeMedia,
      reapOrphansTick,
      deriveMedia,
      deriveMissingMedia,
    ],
  });
}

export default intakeSubgraph(linkPortsOf(intakeConfig));
