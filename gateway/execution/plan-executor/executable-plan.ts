import type { FetchNode, PlanNode, SubscriptionNode } from '@apollo/query-planner';
import type { EntityKeys } from '../planning/entity-keys.ts';
import type { TypeConditions } from '../planning/type-conditions.ts';
import { RepresentationReader } from './representations.ts';
import { compileRewrites, type Rewrite, renamesOf } from './rewrites.ts';
import { TargetPath } from './targets.ts';

/** One operation for one subgraph, as it is sent. */
export interface PlannedFetch {
  readonly subgraph: string;
  readonly query: string;
  readonly operationName: string | undefined;
  /** Names of the client's variables that it uses. */
  readonly variableNames: readonly string[];
}

/** A fetch and what has to be done with its answer. */
export interface FetchStep extends PlannedFetch {
  readonly kind: 'fetch';
  readonly target: TargetPath;
  /** Null when it asks the root and not entities. */
  readonly entities: RepresentationReader | null;
  readonly rewrites: readonly Rewrite[];
  readonly renames: ReadonlyMap<string, string>;
  /** Whether a type that an answer names is an interface that its subgraph knows as an object. */
  isAbstract(name: string): boolean;
}

export type PlanStep =
  | FetchStep
  | { readonly kind: 'sequence' | 'parallel'; readonly steps: readonly PlanStep[] }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly yes: PlanStep | null;
      readonly no: PlanStep | null;
    };

/** A subscription's plan: whose stream is followed, and what completes each of its events. */
export interface SubscriptionSteps {
  readonly primary: FetchStep;
  readonly rest: PlanStep | null;
}

/** What compiling needs to know of a supergraph. */
export interface PlanFacts {
  readonly typeConditions: TypeConditions;
  readonly entityKeys: EntityKeys;
}

const ROOT = new TargetPath([]);

/** Compiles a plan once, so that running it only walks data. @throws Error when the plan needs what we do not do */
export function compilePlan(node: PlanNode | undefined, facts: PlanFacts): PlanStep | null {
  return node ? compile(node, ROOT, facts) : null;
}

export function compileSubscription(
  { primary, rest }: SubscriptionNode,
  facts: PlanFacts,
): SubscriptionSteps {
  return {
    primary: compileFetch(primary, ROOT, facts),
    rest: rest ? compile(rest, ROOT, facts) : null,
  };
}

function compile(node: PlanNode, target: TargetPath, facts: PlanFacts): PlanStep {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return {
        kind: node.kind === 'Sequence' ? 'sequence' : 'parallel',
        steps: node.nodes.map((inner) => compile(inner, target, facts)),
      };
    case 'Flatten':
      return compile(node.node, target.extended(node.path), facts);
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        yes: node.ifClause ? compile(node.ifClause, target, facts) : null,
        no: node.elseClause ? compile(node.elseClause, target, facts) : null,
      };
    case 'Fetch':
      return compileFetch(node, target, facts);
    case 'Defer':
      throw new Error('@defer is not supported; its plans are never asked for');
  }
}

function compileFetch(node: FetchNode, target: TargetPath, facts: PlanFacts): FetchStep {
  const { typeConditions: conditions, entityKeys } = facts;
  if (node.contextRewrites?.length) {
    throw new Error(`@fromContext is not supported; ${node.serviceName} asks for it`);
  }
  return {
    kind: 'fetch',
    target,
    subgraph: node.serviceName,
    query: node.operation,
    operationName: node.operationName,
    variableNames: node.variableUsages ?? [],
    entities: node.requires
      ? new RepresentationReader(node.requires, {
          rewrites: compileRewrites(node.inputRewrites, conditions),
          conditions,
          keysOf: (type) => entityKeys.of(node.serviceName, type),
        })
      : null,
    rewrites: compileRewrites(node.outputRewrites, conditions),
    renames: renamesOf(node.outputRewrites),
    isAbstract: (name) => conditions.isAbstract(name),
  };
}
