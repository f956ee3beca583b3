import { type CallContext, systemCaller } from '@effect-studio/kernel/context';
import { findPersonByAddress } from '../persistence/people.ts';
import { tenantInDirectory } from '../persistence/tenant-directory.ts';

/** The same call, acting as the platform: for what the caller may cause, but may not see or write. */
export function asPlatform(ctx: CallContext): CallContext {
  return { ...ctx, caller: systemCaller(ctx.caller.tenantId) };
}

/** The platform in the tenant of an address: the caller's where it is known there, else the one that the directory names. */
export async function asPlatformOfAddress(ctx: CallContext, addressIndex: Buffer): Promise<CallContext> {
  const platform = asPlatform(ctx);
  const tenantId = await platform.db.transaction(platform, async (tx) =>
    (await findPersonByAddress(tx, addressIndex)) ? null : tenantInDirectory(tx, addressIndex),
  );
  return tenantId ? { ...ctx, caller: systemCaller(tenantId) } : platform;
}

/** The platform in the tenant of a session. @param tokenHash SHA-256 of its token */
export async function asPlatformOfSession(ctx: CallContext, tokenHash: Buffer): Promise<CallContext> {
  const platform = asPlatform(ctx);
  const tenantId = await platform.db.transaction(platform, (tx) => tenantInDirectory(tx, tokenHash));
  return tenantId ? { ...ctx, caller: systemCaller(tenantId) } : platform;
}
