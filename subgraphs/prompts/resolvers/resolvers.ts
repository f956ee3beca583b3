import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import type { PromptTemplate } from '../domain/template.ts';
import type {
  PromptTemplateResolvers,
  PromptVariantResolvers,
  QueryResolvers,
  RunResolvers,
} from '../generated/resolvers.ts';
import type { VariantRow } from '../persistence/prompt-row.ts';
import {
  ALL_TEMPLATES,
  VARIANTS_BY_ID,
  VARIANTS_OF_RUNS,
  VERDICTS_OF_RUNS,
} from '../persistence/prompt-statements.ts';

/** Templates are few and never change: all are read once per call. */
async function templates(ctx: CallContext): Promise<PromptTemplate[]> {
  const all = loader<'all', PromptTemplate[]>(ctx, 'prompts-templates', async () => {
    const rows = await ctx.db.transaction(ctx, (tx) => tx.rows<PromptTemplate>(ALL_TEMPLATES));
    return new Map([['all', rows]]);
  });
  return (await all.load('all')) ?? [];
}

async function templateOf(ctx: CallContext, id: string, version: number): Promise<PromptTemplate | null> {
  const found = (await templates(ctx)).find((item) => item.id === id && item.version === version);
  return found ?? null;
}

export const Query: QueryResolvers = {
  promptTemplates: (_, __, ctx) => templates(ctx),
};

export const Run: RunResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  promptVariants: async ({ id }, _, ctx) => {
    const variants = loader<string, VariantRow[]>(ctx, 'prompts-of-run', async (runIds) => {
      const rows = await ctx.db.transaction(ctx, (tx) =>
        tx.rows<VariantRow>(VARIANTS_OF_RUNS, [[...runIds]]),
      );
      return new Map(runIds.map((runId) => [runId, rows.filter((row) => row.runId === runId)]));
    });
    return (await variants.load(id ?? '')) ?? [];
  },
  wishVerdict: async ({ id }, _, ctx) => {
    const verdicts = loader<string, string>(ctx, 'prompts-verdict', async (runIds) => {
      const rows = await ctx.db.transaction(ctx, (tx) =>
        tx.rows<{ runId: string; verdict: string }>(VERDICTS_OF_RUNS, [[...runIds]]),
      );
      return new Map(rows.map(({ runId, verdict }) => [runId, verdict]));
    });
    return verdicts.load(id ?? '');
  },
};

export const PromptVariant: PromptVariantResolvers = {
  __resolveReference: async ({ id }, ctx) => {
    const variants = loader<string, VariantRow>(ctx, 'prompts-variant', async (ids) => {
      const rows = await ctx.db.transaction(ctx, (tx) => tx.rows<VariantRow>(VARIANTS_BY_ID, [[...ids]]));
      return new Map(rows.map((row) => [row.id, row]));
    });
    return variants.load(id);
  },
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
  template: async ({ templateId, templateVersion }, _, ctx) => {
    const template = await templateOf(ctx, templateId, templateVersion);
    if (!template) throw new Error(`template ${templateId} ${templateVersion} is missing`);
    return template;
  },
};

export const PromptTemplateType: PromptTemplateResolvers = {
  __resolveReference: ({ id, version }, ctx) => templateOf(ctx, id, version),
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};
