import { FakeClock } from '@effect-studio/kernel/clock';
import type { Caller } from '@effect-studio/kernel/context';
import { systemCaller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { buildSchema, completeSdl, defineSubgraph } from '@effect-studio/kernel/subgraph';
import type { Audience } from '@effect-studio/schema/audiences/audience';
import { compose } from '@effect-studio/schema/build/compose';
import { execute, parse } from 'graphql';
import { AudienceGraphs, type AudienceGraphsOptions } from '../../audiences/audience-graphs.ts';
import { audienceOf } from '../../audiences/audience-of.ts';
import type { GraphRequest, OperationRefusal } from '../../execution/operation-gate.ts';
import type { ShapedAnswer } from '../../execution/prepared-operation.ts';
import { RequestScope } from '../../execution/request-scope.ts';
import type { SubgraphSource } from '../../execution/sources/subgraph-source.ts';

export interface ToyContext {
  name: 'gallery' | 'economics' | 'identity';
  typeDefs: string;
  resolvers: Record<string, object>;
}

/** What admins' mutations are written down in is nobody's concern here. */
const AUDIT_TAKER = { read: () => Promise.resolve([]) };
const clock = new FakeClock();

/**
 * The graphs of all audiences over contexts that answer anything to anybody: what is refused here, the gateway has
 * refused. Without network, database and clock.
 */
export class GraphsInProcess {
  readonly graphs: AudienceGraphs;
  /** Texts that the contexts were asked, in order. */
  readonly asked: string[] = [];

  constructor(contexts: readonly ToyContext[], options: Partial<AudienceGraphsOptions> = {}) {
    const sources = new Map(contexts.map((context) => [context.name as string, this.#sourceOf(context)]));
    this.graphs = AudienceGraphs.load({
      supergraphSdl: supergraphOf(contexts),
      sourceOf: ({ name }) => sources.get(name)!,
      isProduction: false,
      trusted: null,
      rates: null,
      ...options,
    });
  }

  /** Asks as a caller, with the audience that they are of unless another is named. */
  async ask(
    caller: Caller,
    request: string | GraphRequest,
    audience: Audience = audienceOf(caller),
  ): Promise<ShapedAnswer | OperationRefusal> {
    const scope = new RequestScope({ caller, correlationId: newId(), address: '192.0.2.1' }, null);
    const graph = this.graphs.of(audience);
    const ready = await graph.admit(typeof request === 'string' ? { query: request } : request, scope);
    return 'status' in ready ? ready : graph.run(ready, scope);
  }

  #sourceOf(context: ToyContext): SubgraphSource {
    const schema = buildSchema(
      defineSubgraph({ ...context, module: null, entities: [], migrations: [], consumers: [], jobs: [] }),
    );
    return {
      name: context.name,
      execute: async (_scope, { query, variables, operationName }) => {
        this.asked.push(query);
        const result = await execute({
          schema,
          document: parse(query),
          variableValues: variables ?? {},
          operationName,
          contextValue: { caller: systemCaller(), clock, db: AUDIT_TAKER },
        });
        return { data: result.data, errors: result.errors };
      },
      subscribe: () => Promise.reject(new Error('nothing is followed here')),
      close: () => Promise.resolve(),
    };
  }
}

export function supergraphOf(contexts: readonly ToyContext[]): string {
  return compose(contexts.map(({ name, typeDefs }) => ({ name, sdl: completeSdl(typeDefs) }))).supergraphSdl;
}
