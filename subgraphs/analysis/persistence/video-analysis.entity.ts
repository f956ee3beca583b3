import type { Analysis } from '@effect-studio/schema/media/analysis';
import { EntitySchema } from 'typeorm';

/** What was measured about one clip by one analyser version. */
export interface VideoAnalysis {
  id: string;
  videoId: string;
  ownerId: string;
  tenantId: string;
  proxyKey: string;
  analyserVersion: string;
  result: Analysis;
  createdAt: Date;
  updatedAt: Date;
}

export const VideoAnalysisEntity = new EntitySchema<VideoAnalysis>({
  name: 'VideoAnalysis',
  tableName: 'video_analysis',
  columns: {
    id: { type: 'uuid', primary: true },
    videoId: { type: 'uuid', name: 'video_id' },
    ownerId: { type: 'uuid', name: 'owner_id' },
    tenantId: { type: 'uuid', name: 'tenant_id' },
    proxyKey: { type: 'text', name: 'proxy_key' },
    analyserVersion: { type: 'text', name: 'analyser_version' },
    result: { type: 'jsonb' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
  },
});
