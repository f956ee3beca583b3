import { intakeSubgraph } from '@effect-studio/intake/subgraph';
import { worldOf } from '@effect-studio/intake/testing/link-server';
import { abortUpload } from '@effect-studio/intake/use-cases/abort-upload';
import { signUploadParts } from '@effect-studio/intake/use-cases/sign-upload-parts';
import { startUpload } from '@effect-studio/intake/use-cases/start-upload';
import type { Caller } from '@effect-studio/kernel/context';
import type { GraphClient } from '@effect-studio/kernel/graph/graph-client';
import { newId } from '@effect-studio/kernel/ids';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ContextCases, counter, eventCounter } from './mutation-case.ts';

const SIZE_BYTES = 16;
/** No clip is read by any run. */
const noRuns: GraphClient = { ask: <Data>() => Promise.resolve({ video: null } as Data) };

export const intakeCases: ContextCases = {
  context: 'intake',
  names: ['startUpload', 'completeUpload', 'abortUpload', 'ingestLink', 'eraseClip'],
  open: async (options) => {
    const studio = await TestStudio.open([intakeSubgraph(worldOf())], { ...options, graph: noRuns });
    const opened = async (caller: Caller): Promise<string> => {
      const input = { fileName: 'clip.mp4', sizeBytes: BigInt(SIZE_BYTES), idempotencyKey: newId() };
      const upload = await startUpload(studio.call('intake', caller), input);
      if (upload.__typename !== 'Upload') throw new Error(upload.detail);
      return upload.id;
    };
    const sent = async (caller: Caller, uploadId: string) => {
      const signed = await signUploadParts(studio.call('intake', caller), { uploadId, partNumbers: [1] });
      if (signed.__typename !== 'SignedParts') throw new Error(signed.detail);
      const body = new Uint8Array(SIZE_BYTES);
      const response = await fetch(signed.parts[0]!.url, { method: 'PUT', body });
      return [{ partNumber: 1, etag: response.headers.get('etag')! }];
    };
    return {
      studio,
      close: () => studio.close(),
      mutations: {
        startUpload: async () => {
          const caller = creator();
          const input = { fileName: 'clip.mp4', sizeBytes: '1000' };
          const uploads = 'select count(*) from intake.upload where owner_id = $1';
          return {
            caller,
            input,
            otherInput: { ...input, sizeBytes: '1001' },
            countEffects: counter(studio, uploads, [caller.subjectId]),
          };
        },
        completeUpload: async () => {
          const caller = creator();
          const uploadId = await opened(caller);
          const parts = await sent(caller, uploadId);
          const work = `select count(*) from intake.job j join intake.upload u on j.dedupe_key = 'ingest:' || u.video_id
            where u.id = $1 and u.status = 'CONFIRMED'`;
          return {
            caller,
            input: { uploadId, parts },
            otherInput: { uploadId: await opened(caller), parts },
            countEffects: counter(studio, work, [uploadId]),
          };
        },
        ingestLink: async () => {
          const caller = creator();
          const input = { url: 'https://clips.example/a.mp4' };
          const work = `select count(*) from intake.job j join intake.link_fetch f on j.dedupe_key = 'fetch:' || f.video_id
            where f.owner_id = $1`;
          return {
            caller,
            input,
            otherInput: { url: 'https://clips.example/b.mp4' },
            countEffects: counter(studio, work, [caller.subjectId]),
          };
        },
        eraseClip: async () => {
          const caller = creator();
          const givenUp = async (): Promise<string> => {
            const uploadId = await opened(caller);
            const call = studio.call('intake', caller);
            await abortUpload(call, { uploadId, idempotencyKey: newId() });
            const { rows } = await studio.ownerPool.query(
              'select video_id from intake.upload where id = $1',
              [uploadId],
            );
            return rows[0].video_id;
          };
          const videoId = await givenUp();
          return {
            caller,
            input: { videoId },
            otherInput: { videoId: await givenUp() },
            countEffects: eventCounter(studio, 'VideoErased.v1', videoId),
          };
        },
        abortUpload: async () => {
          const caller = creator();
          const uploadId = await opened(caller);
          const told = `select count(*) from bus.event o join intake.upload u on o.aggregate_id = u.video_id::text
            where u.id = $1 and o.type = 'VideoRejected.v1'`;
          return {
            caller,
            input: { uploadId },
            otherInput: { uploadId: await opened(caller) },
            countEffects: counter(studio, told, [uploadId]),
          };
        },
      },
    };
  },
};
