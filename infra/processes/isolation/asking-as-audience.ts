import { readFileSync } from 'node:fs';
import { AudienceGraphs } from '@effect-studio/gateway/audiences/audience-graphs';
import { CallerTokens } from '@effect-studio/gateway/execution/caller-tokens';
import type { OperationRefusal } from '@effect-studio/gateway/execution/operation-gate';
import { RequestScope } from '@effect-studio/gateway/execution/request-scope';
import { mountedSource } from '@effect-studio/gateway/execution/sources/mounted-source';
import { SharedSubscriptions } from '@effect-studio/gateway/subscriptions/shared-subscriptions';
import type { Caller } from '@effect-studio/kernel/context';
import { InternalTokens } from '@effect-studio/kernel/graph/internal-token';
import { newId } from '@effect-studio/kernel/ids';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import type { Audience } from '@effect-studio/schema/audiences/audience';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { clusterUrl, testConfig } from '@effect-studio/testing/test-environment';
import type { Neighbourhood } from './annas-things.ts';
import { probesOf, type RootKind } from './probes.ts';

/** How far answers are followed into other contexts, deepest first: the first that the audience's limits let through. */
const DEPTHS = [3, 2, 1];
/** How long somebody listens to a subscription that says nothing. */
const SILENCE_MS = 400;

/** Asks the whole graph as one audience, by its contract, its limits and its authorization, across all contexts. */
export class AskingAsAudience {
  readonly #graphs: AudienceGraphs;
  readonly #tokens: CallerTokens;
  readonly #log = createLogger('isolation-test', 'silent');
  readonly #subscriptions = new SharedSubscriptions(this.#log);
  /** The same for all, since errors tell it and answers are compared. */
  readonly #correlationId = newId();

  constructor({ composed }: Neighbourhood) {
    const config = testConfig(clusterUrl());
    const keys = {
      privateKeyPem: config.INTERNAL_TOKEN_PRIVATE_KEY,
      publicKeyPem: config.INTERNAL_TOKEN_PUBLIC_KEY,
    };
    this.#tokens = new CallerTokens(new InternalTokens(keys));
    const sources = new Map([...composed.mounted].map(([name, mounted]) => [name, mountedSource(mounted)]));
    this.#graphs = AudienceGraphs.load({
      supergraphSdl: readFileSync(`${REPOSITORY}schema/supergraph.graphql`, 'utf8'),
      sourceOf: ({ name }) => sources.get(name)!,
      isProduction: false,
      trusted: null,
      rates: null,
    });
  }

  /** @returns every answer, errors included; the documents are what the audience may ask of this field */
  async root(
    audience: Audience,
    kind: RootKind,
    name: string,
    caller: Caller,
    args: object,
  ): Promise<unknown[]> {
    const answers: unknown[] = [];
    for (const query of await this.#probes(audience, kind, name, caller, args)) {
      answers.push(await this.#ask(audience, caller, query, args));
    }
    return answers;
  }

  /** @returns the refusal of a document; null when it was run */
  async refusalOf(audience: Audience, caller: Caller, query: string): Promise<OperationRefusal | null> {
    const ready = await this.#graphs.of(audience).admit({ query }, this.#scope(caller));
    return 'status' in ready ? ready : null;
  }

  /** @returns what is heard within a short while, as text */
  async subscription(audience: Audience, name: string, caller: Caller, args: object): Promise<string> {
    const [query] = await this.#probes(audience, 'subscription', name, caller, args);
    const scope = this.#scope(caller);
    const ready = await this.#graphs.of(audience).admit({ query, variables: { ...args } }, scope);
    if ('status' in ready) return JSON.stringify(ready);
    const heard: string[] = [];
    const leave = this.#subscriptions.follow(ready, scope, {
      next: (payload) => heard.push(payload),
      ready: null,
      end: (errors) => heard.push(JSON.stringify(errors)),
    });
    await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
    leave();
    return heard.join('\n');
  }

  async #ask(audience: Audience, caller: Caller, query: string, args: object): Promise<unknown> {
    const graph = this.#graphs.of(audience);
    const scope = this.#scope(caller);
    const ready = await graph.admit({ query, variables: { ...args } }, scope);
    const answer = 'status' in ready ? ready : await graph.run(ready, scope);
    return JSON.parse(JSON.stringify(answer)) as unknown;
  }

  /** @throws Error when the audience may not even ask for one leaf: nothing would be tried */
  async #probes(
    audience: Audience,
    kind: RootKind,
    name: string,
    caller: Caller,
    args: object,
  ): Promise<readonly string[]> {
    const { schema } = this.#graphs.of(audience);
    const [deepest] = DEPTHS;
    const wanted = probesOf(schema, kind, name, deepest!);
    const probes: string[] = [];
    for (const query of wanted) if (await this.#isAdmitted(audience, caller, query, args)) probes.push(query);
    if (probes.length === wanted.length) return probes;
    for (const depth of DEPTHS.slice(1)) {
      for (const query of probesOf(schema, kind, name, depth)) {
        if (!probes.includes(query) && (await this.#isAdmitted(audience, caller, query, args)))
          probes.push(query);
      }
    }
    if (probes.length === 0) throw new Error(`${audience} cannot ask for anything of ${name}`);
    return probes;
  }

  /** What is refused for who asks is tried: that is the point. What is refused for its size or form is not. */
  async #isAdmitted(audience: Audience, caller: Caller, query: string, args: object): Promise<boolean> {
    const ready = await this.#graphs
      .of(audience)
      .admit({ query, variables: { ...args } }, this.#scope(caller));
    return !('status' in ready) || ready.status === 401 || ready.status === 403;
  }

  #scope(caller: Caller): RequestScope {
    return new RequestScope(
      { caller, correlationId: this.#correlationId, address: '192.0.2.1' },
      this.#tokens,
    );
  }
}
