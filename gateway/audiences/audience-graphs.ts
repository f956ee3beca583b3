import { AUDIENCES, type Audience } from '@effect-studio/schema/audiences/audience';
import { contractOf } from '@effect-studio/schema/audiences/contract';
import { apiDocument } from '@effect-studio/schema/audiences/supergraph-document';
import { type GraphQLSchema, parse } from 'graphql';
import { Graph, type GraphOptions } from '../execution/graph.ts';
import { LoadedSupergraph } from '../execution/planning/supergraph.ts';
import type { RateGuard } from '../rates/rate-guard.ts';
import type { TrustedDocuments } from '../trusted-documents/trusted-documents.ts';
import { audienceGate, GraphRules } from './audience-gate.ts';

export interface AudienceGraphsOptions {
  supergraphSdl: string;
  sourceOf: GraphOptions['sourceOf'];
  /** In production visitors, people and agents may neither introspect nor send what nobody knows. */
  isProduction: boolean;
  /** Null: any operation is run for everybody. */
  trusted: TrustedDocuments | null;
  rates: RateGuard | null;
}

type Viewer = Audience | 'internal';

/**
 * The one supergraph as each audience knows it. It is planned by one planner; what differs is the schema that
 * operations are validated and answers are completed by, and the gate before it. `internal` is the whole graph, by
 * which our own contexts ask each other.
 */
export class AudienceGraphs {
  readonly #graphs: ReadonlyMap<Viewer, Graph>;
  readonly #trusted: Trusted;

  private constructor(graphs: Map<Viewer, Graph>, trusted: Trusted) {
    this.#graphs = graphs;
    this.#trusted = trusted;
  }

  /** @throws Error when the supergraph cannot be loaded, a contract does not hold, or there is no way to a subgraph */
  static load(options: AudienceGraphsOptions): AudienceGraphs {
    const views = new Views();
    const trusted: Trusted = { documents: options.trusted };
    const rulesOf = (schema: GraphQLSchema): GraphRules => views.rulesOf(schema);
    const load = (viewer: Viewer): Graph => {
      const isOpen = !options.isProduction || viewer === 'partner' || viewer === 'internal';
      return Graph.load({
        supergraphSdl: options.supergraphSdl,
        sourceOf: options.sourceOf,
        load: (sdl) => views.of(sdl, viewer),
        enforcesAuthorization: true,
        gate: audienceGate({
          audience: viewer,
          rulesOf,
          trusted: () => (viewer === 'internal' ? null : trusted.documents),
          takesAnything: isOpen,
          rates: viewer === 'internal' ? null : options.rates,
        }),
        allowsIntrospection: isOpen,
        hidesSchemaDetails: !isOpen,
      });
    };
    const viewers: Viewer[] = ['internal', ...AUDIENCES];
    return new AudienceGraphs(new Map(viewers.map((viewer) => [viewer, load(viewer)])), trusted);
  }

  of(viewer: Viewer): Graph {
    return this.#graphs.get(viewer)!;
  }

  /** Plans the trusted documents for whom they are, so that nobody who sends one waits for its plan. @param signal ends it early */
  async warm(signal?: AbortSignal): Promise<void> {
    for (const [viewer, graph] of this.#graphs) {
      await graph.warm(textsFor(viewer, this.#trusted.documents), signal);
    }
  }

  /**
   * Takes another supergraph for everybody, planned for what is asked for lately and for what is trusted.
   * @param trusted what is trusted from then on; default: what is trusted now
   * @throws Error when it cannot be loaded; the old ones stay then
   */
  async reload(supergraphSdl: string, trusted = this.#trusted.documents): Promise<void> {
    const takeOvers: (() => void)[] = [];
    for (const [viewer, graph] of this.#graphs) {
      takeOvers.push(await graph.prepareReload(supergraphSdl, textsFor(viewer, trusted)));
    }
    // All in one turn: nobody is on the old one beside somebody on the new one.
    for (const takeOver of takeOvers) takeOver();
    this.#trusted.documents = trusted;
  }
}

/** What is trusted now; a reload puts others in its place. */
interface Trusted {
  documents: TrustedDocuments | null;
}

const textsFor = (viewer: Viewer, trusted: TrustedDocuments | null): readonly string[] =>
  viewer === 'internal' ? [] : (trusted?.texts ?? []);

/** The last supergraph that was loaded, and how it looks to each. */
class Views {
  #last: {
    sdl: string;
    api: ReturnType<typeof apiDocument>;
    whole: LoadedSupergraph;
    rules: GraphRules;
  } | null = null;
  readonly #rules = new WeakMap<GraphQLSchema, GraphRules>();

  of(sdl: string, viewer: Viewer): LoadedSupergraph {
    const { api, whole, rules } = this.#whole(sdl);
    const seen = viewer === 'internal' ? whole : whole.seenAs(contractOf(api, viewer).schema);
    this.#rules.set(seen.schema, rules);
    return seen;
  }

  /** Without rules nobody is let through. */
  rulesOf(schema: GraphQLSchema): GraphRules {
    const rules = this.#rules.get(schema);
    if (!rules) throw new Error('there are no access rules for this schema');
    return rules;
  }

  #whole(sdl: string) {
    if (this.#last?.sdl === sdl) return this.#last;
    const api = apiDocument(parse(sdl));
    const whole = LoadedSupergraph.load(sdl);
    this.#last = { sdl, api, whole, rules: new GraphRules(api) };
    return this.#last;
  }
}
