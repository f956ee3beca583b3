import type { Caller } from '@effect-studio/kernel/context';
import type { InternalCall, InternalTokens } from '@effect-studio/kernel/graph/internal-token';
import { ExpiringCache } from '../callers/expiring-cache.ts';

/** Of the five minutes that a token is good for. */
const REUSED_MS = 60_000;
const CALLERS = 10_000;

/**
 * Internal tokens by caller. Signing costs more than all else that a request does here, and what is signed is
 * who calls: the trace of a request travels beside it.
 */
export class CallerTokens {
  readonly #tokens: InternalTokens;
  readonly #cache = new ExpiringCache<string>(CALLERS);

  constructor(tokens: InternalTokens) {
    this.#tokens = tokens;
  }

  /** A token of the caller; its correlation id may be that of an earlier call. */
  of(call: InternalCall): Promise<string> {
    return this.#cache.get(callerKey(call.caller), REUSED_MS, () => this.#tokens.sign(call));
  }

  /** A token of this very call. */
  fresh(call: InternalCall): Promise<string> {
    return this.#tokens.sign(call);
  }
}

const KEYS = new WeakMap<Caller, string>();

/** Equal for callers whom a subgraph cannot tell apart. */
export function callerKey(caller: Caller): string {
  const known = KEYS.get(caller);
  if (known !== undefined) return known;
  const { kind, subjectId, tenantId, roles, scopes, sessionId } = caller;
  const key = JSON.stringify([kind, subjectId, tenantId, roles, scopes, sessionId]);
  KEYS.set(caller, key);
  return key;
}
