import type { Migration } from '@effect-studio/kernel/migrations/migrate';
import { SECOND_TEMPLATES } from '../../domain/template.ts';
import { templateRows } from '../template-rows.ts';

/** Templates of neon, glitch, dream, noir, slow motion, speed ramp and kaleidoscope. */
export const moreTemplates: Migration = {
  id: '0002-more-templates',
  sql: `
insert into prompts.template (id, version, effect_type_id, text, is_active, created_at, updated_at) values
  ${templateRows(SECOND_TEMPLATES, '2026-11-26T00:00:00Z')};
`,
};
