import type { Migration } from '@effect-studio/kernel/migrations/migrate';
import { modelUseTable } from '@effect-studio/llm/asking/model-use-table';

/** How often outputs were shown to a model. */
export const modelUse: Migration = { id: '0003-model-use', sql: modelUseTable('quality') };
