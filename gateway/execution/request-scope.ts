import type { CallContext, Caller } from '@effect-studio/kernel/context';
import type { MountedSubgraph } from '@effect-studio/kernel/host';
import type { InternalCall, InternalTokens } from '@effect-studio/kernel/internal-token';

/** Operations that a client may ask for in a day. */
export interface Quota {
  readonly clientId: string;
  readonly perDay: number;
}

/** What one request carries through the graph: the caller, the trace, and what is made once per request. */
export class RequestScope implements InternalCall {
  readonly caller: Caller;
  readonly correlationId: string;
  /** Network address that it came from; null inside the studio. */
  readonly address: string | null;
  /** How much its client may do a day; null: not bounded so. */
  readonly quota: Quota | null;
  readonly #tokens: InternalTokens;
  readonly #contexts = new Map<string, CallContext>();
  #token: Promise<string> | null = null;

  constructor(
    call: InternalCall & { address?: string | null; quota?: Quota | null },
    tokens: InternalTokens,
  ) {
    this.caller = call.caller;
    this.correlationId = call.correlationId;
    this.address = call.address ?? null;
    this.quota = call.quota ?? null;
    this.#tokens = tokens;
  }

  /** The internal token that subgraphs in other processes trust; signed once, used within seconds. */
  token(): Promise<string> {
    this.#token ??= this.#tokens.sign(this);
    return this.#token;
  }

  /** The call into a mounted subgraph; fetches of one request share its loaders. */
  contextFor(mounted: MountedSubgraph): CallContext {
    const known = this.#contexts.get(mounted.name);
    if (known) return known;
    const made = mounted.contextFor(this);
    this.#contexts.set(mounted.name, made);
    return made;
  }

  /** Lets nothing that was loaded so far be seen again, since a mutation has changed it. */
  forgetLoaded(): void {
    this.#contexts.clear();
  }

  /** A scope of the same caller with nothing loaded yet: for the next event of a subscription. */
  renew(): RequestScope {
    return new RequestScope(this, this.#tokens);
  }
}
