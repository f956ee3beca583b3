import { Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { compose } from '@effect-studio/schema/build/compose';
import {
  type DocumentNode,
  type ExecutionResult,
  executeSync,
  type GraphQLFormattedError,
  parse,
  validate,
} from 'graphql';
import { expect, it } from 'vitest';
import { KnownOperation } from '../operations.ts';
import type { PlanStep } from '../plan-executor/executable-plan.ts';
import { executePlan } from '../plan-executor/execute-plan.ts';
import { LoadedSupergraph } from '../planning/supergraph.ts';
import type { PreparedOperation } from '../prepared-operation.ts';
import { ChaoticSubgraph, type Mishaps } from './chaotic-subgraph.ts';
import { generateOperation } from './generate-operation.ts';
import { Random } from './random.ts';
import { SUBGRAPHS } from './subgraphs.ts';

const OPERATIONS = 120;
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? 20_261);

const { supergraphSdl } = compose(Object.entries(SUBGRAPHS).map(([name, sdl]) => ({ name, sdl })));
const supergraph = LoadedSupergraph.load(supergraphSdl);
const reference = Supergraph.build(supergraphSdl, { validateSupergraph: true });
const api = reference.apiSchema();
const apiJs = api.toGraphQLJSSchema();
const supergraphJs = reference.schema.toGraphQLJSSchema();

interface Answer {
  data?: unknown;
  errors?: readonly GraphQLFormattedError[];
  extensions?: unknown;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

it.each<[string, Mishaps]>([
  ['all is well', { nulls: 0, errors: 0 }],
  ['things are missing', { nulls: 0.15, errors: 0 }],
  ['things are missing and break', { nulls: 0.1, errors: 0.08 }],
])(
  `answers ${OPERATIONS} generated operations as executeQueryPlan does, where %s`,
  async (_where, mishaps) => {
    const random = new Random(SEED);
    let compared = 0;
    while (compared < OPERATIONS) {
      const { text, variables } = generateOperation(supergraph.schema, random);
      const document = parse(text);
      if (validate(supergraph.schema, document).length > 0) continue;
      const operation = document.definitions.find((one) => one.kind === 'OperationDefinition')!;
      const prepared = preparedOrNull(new KnownOperation(supergraph, { text, document, operation }));
      if (!prepared) continue;
      const subgraphs = new Map(
        Object.entries(SUBGRAPHS).map(([name, sdl]) => [
          name,
          subgraphOf(name, sdl, random.below(1_000), mishaps),
        ]),
      );

      const keyless = { ours: 0, theirs: 0 };
      const joined = await executePlan(prepared.plan, prepared.conditionsOf(variables), (fetch, given) => {
        keyless.ours += withoutKey(given);
        return subgraphs.get(fetch.subgraph)!.answer(fetch.query, given);
      });
      const ours = prepared.shape(joined, variables);
      const theirs = await byApollo(text, variables, subgraphs, (given) => {
        keyless.theirs += withoutKey(given);
      });

      const context = `seed ${SEED}, operation ${compared}:\n${text}\n${JSON.stringify(variables)}`;
      expect(keyless.ours, context).toBe(0);
      // What a subgraph makes of entities that nobody can find is chance.
      const isChance = keyless.theirs > 0;
      const isMore = isChance || (asksInterfaceForType(prepared.plan) && isAtLeast(ours.data, theirs.data));
      if (!isMore) expect(ours.data, context).toEqual(theirs.data);
      const specified = bySpecification(document, joined.data, variables);
      if (!specified.errors) expect(JSON.stringify(ours.data), context).toBe(JSON.stringify(specified.data));
      const isSame = JSON.stringify(ours.data) === JSON.stringify(theirs.data);
      if (!isMore || isSame) expect(messages(ours.errors), context).toEqual(messages(theirs.errors));
      for (const { path, message } of ours.errors ?? []) {
        const isTold = !message.startsWith('broken') || isMissingAt(ours.data, path ?? []);
        expect(isTold, `${message} at ${path?.join('.')} of ${JSON.stringify(ours.data)}, ${context}`).toBe(
          true,
        );
      }
      if (!theirs.errors && (!isMore || isSame))
        expect(ours.extensions === undefined, context).toBe(theirs.extensions === undefined);
      compared += 1;
    }
  },
);

/**
 * Whether a plan asks the subgraph that knows Media as an object for the type of one. Apollo's executor then forgets what
 * it is, and the object is lost; ours keeps it, as `standalone/shapes.test.ts` holds against the graph in one piece.
 */
function asksInterfaceForType(step: PlanStep | null): boolean {
  if (step === null) return false;
  if (step.kind === 'fetch') return step.subgraph === 'media' && step.query.includes('__typename');
  if (step.kind === 'condition') return asksInterfaceForType(step.yes) || asksInterfaceForType(step.no);
  return step.steps.some(asksInterfaceForType);
}

/** How many entities are asked for without any key of theirs. */
function withoutKey({ representations = [] }: Readonly<Record<string, unknown>>): number {
  return (representations as Record<string, unknown>[]).filter(
    ({ id, sku, code }) => id === undefined && (sku === undefined || code === undefined),
  ).length;
}

/** Whether an answer says all that another says, and perhaps something where the other has null. */
function isAtLeast(more: unknown, less: unknown): boolean {
  if (less === null || less === undefined) return true;
  if (typeof less !== 'object' || typeof more !== 'object' || more === null) return more === less;
  return Object.entries(less).every(([key, value]) =>
    isAtLeast((more as Record<string, unknown>)[key], value),
  );
}

/** Some operations on `@interfaceObject` types make the planner itself fail. */
function preparedOrNull(operation: KnownOperation): PreparedOperation | null {
  try {
    return operation.prepared(null);
  } catch {
    return null;
  }
}

/** One of few seeds, so that schemas are built once. */
const built = new Map<string, ChaoticSubgraph>();
function subgraphOf(name: string, sdl: string, seed: number, mishaps: Mishaps): ChaoticSubgraph {
  const key = `${name} ${seed % 8} ${mishaps.nulls} ${mishaps.errors}`;
  const known = built.get(key);
  if (known) return known;
  // One seed for all subgraphs of a key: they must agree about shared values.
  const made = new ChaoticSubgraph(sdl, seed % 8, mishaps);
  built.set(key, made);
  return made;
}

async function byApollo(
  text: string,
  variables: Readonly<Record<string, unknown>>,
  subgraphs: ReadonlyMap<string, ChaoticSubgraph>,
  onAsked: (variables: Readonly<Record<string, unknown>>) => void,
): Promise<Answer> {
  const document = parse(text);
  const dataSources = Object.fromEntries(
    [...subgraphs].map(([name, subgraph]): [string, GraphQLDataSource] => [
      name,
      {
        process: ({ request: { query, variables: given = {} } }) => {
          onAsked(given);
          return subgraph.answer(query!, given) as never;
        },
      },
    ]),
  );
  const request = { request: { variables }, context: {}, metrics: {}, logger: silent };
  return (await executeQueryPlan(
    supergraph.plan(document, 'Generated'),
    dataSources,
    request as never,
    buildOperationContext({ schema: apiJs, operationDocument: document }),
    supergraphJs,
    api,
  )) as Answer;
}

/** The same data as graphql-js shapes it: its order is that of the operation, which Apollo's executor only nears. */
function bySpecification(
  document: DocumentNode,
  joined: Readonly<Record<string, unknown>>,
  variableValues: Readonly<Record<string, unknown>>,
): ExecutionResult {
  return executeSync({
    schema: apiJs,
    document,
    variableValues,
    rootValue: joined,
    fieldResolver: (source: object, _args, _context, { path }) =>
      Object.hasOwn(source, path.key) ? (source as Record<string, unknown>)[path.key] : null,
    typeResolver: (source: { __typename?: string }) => source.__typename,
  });
}

/**
 * Errors without what the two are known to tell differently: the order, places that are a pattern with `@`,
 * and indexes, which Apollo's executor counts without the entities that a fetch is not for.
 */
const messages = (errors: readonly GraphQLFormattedError[] | undefined): string[] =>
  (errors ?? [])
    .map(({ message, path = [] }) => {
      // A fetch that did not come back has a place only in ours.
      if (message.includes('is down')) return message;
      const at = path.indexOf('@');
      const place = (at === -1 ? path : path.slice(0, at)).map((step) =>
        typeof step === 'number' ? '#' : step,
      );
      return `${message} at ${place.join('.') || 'no place'}`;
    })
    .sort();

/** Whether something is missing at the place of a field: a null there or around it. */
function isMissingAt(data: unknown, path: readonly (string | number)[]): boolean {
  let value = data;
  for (const step of path) {
    if (value === null || value === undefined) return true;
    value = Object.hasOwn(value, step) ? (value as Record<string | number, unknown>)[step] : null;
  }
  return value === null || value === undefined;
}
