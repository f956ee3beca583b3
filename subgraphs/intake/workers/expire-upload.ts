import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { lockUpload } from '../persistence/video.repository.ts';
import { endUpload } from '../use-cases/end-upload.ts';

/** The timer of an upload that was never confirmed: its parts are removed. */
export const expireUpload: JobHandler = {
  kind: 'expire-upload',
  run: async (ctx, job) => {
    const uploadId = String(job.payload.uploadId);
    const expired = await ctx.db.transaction(ctx, async (tx) => {
      const upload = await lockUpload(tx, uploadId);
      if (upload?.status !== 'OPEN') return null;
      await endUpload(tx, upload, 'EXPIRED');
      return upload;
    });
    if (expired) await ctx.storage.abortMultipart(expired.objectKey, expired.multipartId);
  },
};
