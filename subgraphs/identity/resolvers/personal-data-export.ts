import { exportPrefix } from '@effect-studio/kernel/personal-data';
import type { PersonalDataExportResolvers } from '../generated/resolvers.ts';
import { moduleOfPart } from '../use-cases/request-my-data.ts';

export const personalDataExportResolvers: PersonalDataExportResolvers = {
  parts: async ({ id }, _args, ctx) => {
    const parts: { module: string; url: string }[] = [];
    for await (const { key } of ctx.storage.list(exportPrefix(id))) {
      parts.push({ module: moduleOfPart(key), url: await ctx.storage.signedGet(key) });
    }
    return parts;
  },
};
