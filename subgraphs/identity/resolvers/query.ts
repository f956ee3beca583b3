import { systemCaller } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { findMachines, listMachines } from '../persistence/machines.ts';
import { exportsOfCaller } from '../persistence/personal-exports.ts';
import { isSessionLive, listLiveSessions } from '../persistence/sessions.ts';
import { asPlatform } from '../use-cases/as-platform.ts';
import { findSessionIdentity } from '../use-cases/find-session-identity.ts';
import { listPeople } from '../use-cases/list-people.ts';
import { loadPerson } from './loaders.ts';

export const queryResolvers: QueryResolvers = {
  me: (_source, _args, ctx) =>
    ctx.caller.kind === 'person' && ctx.caller.subjectId ? loadPerson(ctx, ctx.caller.subjectId) : null,
  sessions: (_source, _args, ctx) =>
    ctx.db.transaction(ctx, (tx) => listLiveSessions(tx, ctx.caller.subjectId ?? '')),
  people: async (_source, { text, isAdminOnly, first, after }, ctx) => {
    const filter = { text: text ?? null, isAdminOnly, first, after: after ?? null };
    const { people, hasNextPage } = await listPeople(ctx, filter);
    return {
      edges: people.map((node) => ({ cursor: node.id, node })),
      pageInfo: { endCursor: people.at(-1)?.id ?? null, hasNextPage },
    };
  },
  machines: (_source, _args, ctx) => ctx.db.transaction(ctx, (tx) => listMachines(tx)),
  myDataExports: (_source, _args, ctx) => ctx.db.transaction(ctx, exportsOfCaller),
  sessionIdentity: (_source, { tokenHash }, ctx) => findSessionIdentity(ctx, tokenHash),
  sessionLives: async (_source, { sessionId, tenantId }, ctx) => {
    if (!isId(sessionId) || !isId(tenantId)) return false;
    const platform = { ...ctx, caller: systemCaller(tenantId) };
    return platform.db.transaction(platform, (tx) => isSessionLive(tx, sessionId));
  },
  machineIdentity: async (_source, { clientId }, ctx) => {
    const platform = asPlatform(ctx);
    const machine = await platform.db.transaction(platform, async (tx) =>
      (await findMachines(tx, [clientId])).get(clientId),
    );
    if (!machine || machine.revokedAt) return null;
    const { id, tenantId, ownerId, publicKeyJwk, scopes, quotaPerDay } = machine;
    const kind = machine.kind === 'partner' ? ('PARTNER' as const) : ('AGENT' as const);
    return { clientId: id, tenantId, ownerId, kind, publicKeyJwk, scopes: [...scopes], quotaPerDay };
  },
};
