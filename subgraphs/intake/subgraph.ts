import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { videosAndUploads } from './persistence/migrations/0001-videos-and-uploads.ts';
import { UploadEntity } from './persistence/upload.entity.ts';
import { VideoEntity } from './persistence/video.entity.ts';
import { mutationResolvers } from './resolvers/mutation.ts';
import { queryResolvers } from './resolvers/query.ts';
import { subscriptionResolvers } from './resolvers/subscription.ts';
import { uploadResolvers } from './resolvers/upload.ts';
import { videoResolvers } from './resolvers/video.ts';
import { expireUpload } from './workers/expire-upload.ts';
import { ingestVideo } from './workers/ingest-video.ts';

/** M1: clips, from the first byte to the normalised proxy. */
export default defineSubgraph({
  name: 'intake',
  module: 'M1',
  typeDefs: readSdl(import.meta.url),
  resolvers: {
    Query: queryResolvers,
    Mutation: mutationResolvers,
    Subscription: subscriptionResolvers,
    Video: videoResolvers,
    Upload: uploadResolvers,
  },
  entities: [VideoEntity, UploadEntity],
  migrations: [videosAndUploads],
  consumers: [],
  jobs: [ingestVideo, expireUpload],
});
