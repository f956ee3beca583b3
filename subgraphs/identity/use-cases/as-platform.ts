import { type CallContext, systemCaller } from '@effect-studio/kernel/context';

/** The same call, acting as the platform: for what the caller may cause, but may not see or write. */
export function asPlatform(ctx: CallContext): CallContext {
  return { ...ctx, caller: systemCaller(ctx.caller.tenantId) };
}
