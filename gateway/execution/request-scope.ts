import type { CallContext, Caller } from '@effect-studio/kernel/context';
import type { InternalCall } from '@effect-studio/kernel/graph/internal-token';
import type { MountedSubgraph } from '@effect-studio/kernel/host';
import type { CallerTokens } from './caller-tokens.ts';

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
  readonly #tokens: CallerTokens | null;
  #contexts: Map<string, CallContext> | null = null;

  /** @param tokens null where no subgraph asks for one */
  constructor(
    call: InternalCall & { address?: string | null; quota?: Quota | null },
    tokens: CallerTokens | null,
  ) {
    this.caller = call.caller;
    this.correlationId = call.correlationId;
    this.address = call.address ?? null;
    this.quota = call.quota ?? null;
    this.#tokens = tokens;
  }

  /** The internal token that subgraphs in other processes trust; the correlation id is sent beside it. */
  token(): Promise<string> {
    return this.#signer.of(this);
  }

  /** One that also says the correlation id. */
  tokenOfItsOwn(): Promise<string> {
    return this.#signer.fresh(this);
  }

  get #signer(): CallerTokens {
    if (!this.#tokens) throw new Error('this gateway signs no tokens');
    return this.#tokens;
  }

  /** The call into a mounted subgraph; fetches of one request share its loaders. */
  contextFor(mounted: MountedSubgraph): CallContext {
    this.#contexts ??= new Map();
    const known = this.#contexts.get(mounted.name);
    if (known) return known;
    const made = mounted.contextFor(this);
    this.#contexts.set(mounted.name, made);
    return made;
  }

  /** Lets nothing that was loaded so far be seen again, since a mutation has changed it. */
  forgetLoaded(): void {
    this.#contexts = null;
  }

  /** A scope of the same caller with nothing loaded yet: for the next event of a subscription. */
  renew(): RequestScope {
    return new RequestScope(this, this.#tokens);
  }
}
