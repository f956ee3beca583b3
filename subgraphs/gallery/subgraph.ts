import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { onAdminApproved } from './messaging/on-admin-approved.ts';
import { onApprovalRequested } from './messaging/on-approval-requested.ts';
import {
  onEffectRunRequested,
  onPreviewRendered,
  onResultReady,
  onRunFailed,
} from './messaging/on-effect-used.ts';
import { personal } from './messaging/personal-data.ts';
import { effects } from './persistence/migrations/0001-effects.ts';
import { useCount } from './persistence/migrations/0002-use-count.ts';
import { erasure } from './persistence/migrations/0003-erasure.ts';
import { pins } from './persistence/migrations/0004-pins.ts';
import { shelvesAndSearch } from './persistence/migrations/0005-shelves-and-search.ts';
import { edge } from './persistence/migrations/0006-edge.ts';
import { reports } from './persistence/migrations/0007-reports.ts';
import { listingChanges } from './persistence/migrations/0008-listing-changes.ts';
import { candidates } from './persistence/migrations/0009-candidates.ts';
import { houseChecks } from './persistence/migrations/0010-house-checks.ts';
import { standing } from './persistence/migrations/0011-standing.ts';
import { previewFootage } from './persistence/migrations/0012-preview-footage.ts';
import { searchEntries } from './persistence/migrations/0013-search-entries.ts';
import {
  Effect,
  EffectPin,
  EffectReport,
  EffectRevision,
  GalleryCategory,
  HouseCheck,
  Run,
} from './resolvers/entities.ts';
import { Mutation } from './resolvers/mutation.ts';
import { Query } from './resolvers/query.ts';
import { checkOnHouseClipsJob } from './workers/check-on-house-clips.ts';
import { publishJob } from './workers/publish.ts';
import { keepPurged, purgeMedia } from './workers/purge-media.ts';
import { restoreMedia } from './workers/restore-media.ts';

/** Longer than the hundred runs that count need, for effects that are used now and then. */
const USES_KEPT_MS = 90 * 86_400_000;
/** Longer than any view is kept. */
const CHANGES_KEPT_MS = 3_600_000;

/** Gallery (M10): published effects, their immutable revisions, and the public listing. */
export default defineSubgraph({
  name: 'gallery',
  module: 'M10',
  typeDefs: readSdl(import.meta.url),
  resolvers: {
    Query,
    Mutation,
    Effect,
    EffectPin,
    EffectReport,
    EffectRevision,
    GalleryCategory,
    HouseCheck,
    Run,
  },
  entities: [],
  migrations: [
    effects,
    useCount,
    erasure,
    pins,
    shelvesAndSearch,
    edge,
    reports,
    listingChanges,
    candidates,
    houseChecks,
    standing,
    previewFootage,
    searchEntries,
  ],
  consumers: [
    ...personal.consumers,
    onApprovalRequested,
    onAdminApproved,
    onEffectRunRequested,
    onResultReady,
    onPreviewRendered,
    onRunFailed,
  ],
  retention: {
    tables: [
      { table: 'gallery.effect_use', column: 'created_at', keepMs: USES_KEPT_MS },
      { table: 'gallery.candidate', column: 'created_at', keepMs: USES_KEPT_MS },
      { table: 'gallery.house_check', column: 'created_at', keepMs: USES_KEPT_MS },
      { table: 'gallery.listing_change', column: 'created_at', keepMs: CHANGES_KEPT_MS },
    ],
  },
  jobs: [...personal.jobs, publishJob, checkOnHouseClipsJob, purgeMedia, keepPurged, restoreMedia],
});
