import { readFileSync } from 'node:fs';
import { CallerTokens } from '@effect-studio/gateway/execution/caller-tokens';
import { Graph } from '@effect-studio/gateway/execution/graph';
import { RequestScope } from '@effect-studio/gateway/execution/request-scope';
import { mountedSource } from '@effect-studio/gateway/execution/sources/mounted-source';
import type { GraphClient } from '@effect-studio/kernel/graph/graph-client';
import { InternalTokens } from '@effect-studio/kernel/graph/internal-token';
import type { MountedSubgraph } from '@effect-studio/kernel/host';
import { completeSdl } from '@effect-studio/kernel/subgraph';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { clusterUrl, testConfig } from '@effect-studio/testing/test-environment';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { CONTEXTS } from '../contexts.ts';

/** Every context over real engines in this process, joined by the graph that they really ask each other by. */
export class ComposedStudio {
  readonly studio: TestStudio;
  readonly mounted: ReadonlyMap<string, MountedSubgraph>;

  private constructor(studio: TestStudio, mounted: Map<string, MountedSubgraph>) {
    this.studio = studio;
    this.mounted = mounted;
  }

  static async open(): Promise<ComposedStudio> {
    const config = testConfig(clusterUrl());
    process.env.STUDIO_SECRET ??= config.STUDIO_SECRET;
    const tokens = new InternalTokens({
      privateKeyPem: config.INTERNAL_TOKEN_PRIVATE_KEY,
      publicKeyPem: config.INTERNAL_TOKEN_PUBLIC_KEY,
    });
    const callerTokens = new CallerTokens(tokens);
    const loaded: { graph?: Graph } = {};
    const client: GraphClient = {
      ask: (call, document, variables = {}) =>
        loaded.graph!.ask(new RequestScope(call, callerTokens), document, { ...variables }),
    };
    const studio = await TestStudio.open(CONTEXTS, { graph: client });
    const mounted = new Map(
      CONTEXTS.map((definition) => [
        String(definition.name),
        {
          name: definition.name,
          sdl: completeSdl(definition.typeDefs),
          schema: studio.schemaOf(definition.name),
          services: studio.call(definition.name),
          contextFor: (call) => studio.call(definition.name, call.caller, call.correlationId),
        } satisfies MountedSubgraph,
      ]),
    );
    loaded.graph = Graph.load({
      supergraphSdl: readFileSync(`${REPOSITORY}schema/supergraph.graphql`, 'utf8'),
      sourceOf: ({ name }) => mountedSource(mounted.get(name)!),
      enforcesAuthorization: true,
      allowsIntrospection: false,
      hidesSchemaDetails: false,
    });
    return new ComposedStudio(studio, mounted);
  }

  async close(): Promise<void> {
    await this.studio.close();
  }
}
