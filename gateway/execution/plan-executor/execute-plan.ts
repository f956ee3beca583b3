import type { SubgraphAnswer } from '@effect-studio/kernel/graph/subgraph-execution';
import { GraphQLError } from 'graphql';
import { type Data, isData, type Path, type ResponseError, valueAt } from './data.ts';
import type { FetchStep, PlannedFetch, PlanStep } from './executable-plan.ts';
import { mergeInto } from './merge.ts';

/** Sends one fetch to its subgraph. What it throws becomes an error of the response. */
export type SendFetch = (
  fetch: PlannedFetch,
  variables: Readonly<Record<string, unknown>>,
) => Promise<SubgraphAnswer>;

/** What the subgraphs answered, joined but not yet in the shape of the operation. */
export interface JoinedData {
  readonly data: Data;
  readonly errors: ResponseError[];
}

interface Run extends JoinedData {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly send: SendFetch;
}

/**
 * Runs a compiled plan. One failing fetch does not end the others; its errors carry the place in the response.
 * @param variables the client's, as given, with defaults of conditions filled in
 */
export async function executePlan(
  plan: PlanStep | null,
  variables: Readonly<Record<string, unknown>>,
  send: SendFetch,
): Promise<JoinedData> {
  const run: Run = { data: {}, errors: [], variables, send };
  if (plan) await step(run, plan);
  return run;
}

/** Completes one event of a subscription: its primary fetch is answered already. */
export async function executeEvent(
  plan: { primary: FetchStep; rest: PlanStep | null },
  event: SubgraphAnswer,
  variables: Readonly<Record<string, unknown>>,
  send: SendFetch,
): Promise<JoinedData> {
  const run: Run = { data: {}, errors: [], variables, send };
  takeRoot(run, plan.primary, [run.data], event);
  if (plan.rest) await step(run, plan.rest);
  return run;
}

function step(run: Run, plan: PlanStep): Promise<void> | void {
  switch (plan.kind) {
    case 'fetch':
      return fetch(run, plan);
    case 'sequence':
      return inSequence(run, plan.steps);
    case 'parallel':
      return Promise.all(plan.steps.map((inner) => step(run, inner))).then(() => undefined);
    case 'condition': {
      const branch = run.variables[plan.variable] === true ? plan.yes : plan.no;
      return branch ? step(run, branch) : undefined;
    }
  }
}

async function inSequence(run: Run, steps: readonly PlanStep[]): Promise<void> {
  for (const inner of steps) await step(run, inner);
}

async function fetch(run: Run, fetch: FetchStep): Promise<void> {
  const targets = fetch.target.collect(run.data);
  if (targets.length === 0) return;
  const variables: Record<string, unknown> = {};
  for (const name of fetch.variableNames) {
    const value = run.variables[name];
    if (value !== undefined) variables[name] = value;
  }
  try {
    if (!fetch.entities) {
      takeRoot(run, fetch, targets, await run.send(fetch, variables));
      return;
    }
    const { distinct, indexes } = fetch.entities.read(targets);
    // The types of the objects that are there need nothing of this subgraph.
    if (distinct.length === 0) return;
    variables.representations = distinct;
    takeEntities(run, fetch, { targets, indexes, count: distinct.length }, await run.send(fetch, variables));
  } catch (error) {
    run.errors.push(failureOf(error, run, fetch));
  }
}

function takeRoot(run: Run, fetch: FetchStep, targets: readonly Data[], answer: SubgraphAnswer): void {
  const { data, errors } = answer;
  if (errors) {
    const prefix = fetch.target.prefix(run.data);
    for (const error of errors) {
      run.errors.push(located(error, error.path ? [...prefix, ...renamed(error.path, fetch)] : undefined));
    }
  }
  if (!data) return;
  for (const rewrite of fetch.rewrites) rewrite(data);
  for (const target of targets) mergeInto(target, data as Data);
}

interface Asked {
  readonly targets: readonly Data[];
  readonly indexes: readonly number[];
  /** Distinct entities. */
  readonly count: number;
}

function takeEntities(run: Run, fetch: FetchStep, asked: Asked, answer: SubgraphAnswer): void {
  const { data, errors } = answer;
  if (errors) {
    for (const error of errors) reportEntityError(run, fetch, asked, error);
  }
  if (!data) return;
  const received = valueAt(data as Data, '_entities');
  if (!Array.isArray(received) || received.length !== asked.count) {
    // A null in its place has been explained by an error of its own.
    if (received === null && errors) return;
    throw new GraphQLError(`The subgraph answered ${lengthOf(received)} for ${asked.count} entities.`);
  }
  for (const rewrite of fetch.rewrites) rewrite(received);
  for (let at = 0; at < asked.targets.length; at += 1) {
    const entity: unknown = received[asked.indexes[at]!];
    if (!isData(entity)) continue;
    const { __typename } = entity;
    // What the object is has been told by who knows more than its interface.
    if (typeof __typename === 'string' && fetch.isAbstract(__typename)) entity.__typename = undefined;
    mergeInto(asked.targets[at]!, entity);
  }
}

const lengthOf = (received: unknown): string =>
  Array.isArray(received) ? `${received.length} entities` : 'no list';

/** An error of one entity is an error at every place where that entity stands. */
function reportEntityError(run: Run, fetch: FetchStep, asked: Asked, error: ResponseError): void {
  const [, index, ...rest] = error.path ?? [];
  if (typeof index !== 'number') {
    run.errors.push(located(error, fetch.target.prefix(run.data)));
    return;
  }
  const inside = renamed(rest, fetch);
  for (const [at, place] of fetch.target.places(run.data).entries()) {
    if (asked.indexes[at] === index) run.errors.push(located(error, [...place, ...inside]));
  }
}

const renamed = (path: Path, { renames }: FetchStep): Path =>
  renames.size === 0 ? path : path.map((element) => renames.get(String(element)) ?? element);

/** A fetch that did not come back at all. */
function failureOf(error: unknown, run: Run, fetch: FetchStep): ResponseError {
  const prefix = fetch.target.prefix(run.data);
  const path = prefix.length > 0 ? prefix : undefined;
  if (error instanceof GraphQLError) return located(error, path, error);
  return located({ message: error instanceof Error ? error.message : String(error) }, path, error);
}

/**
 * @param cause kept beside the error for whoever logs it, and not told to clients
 */
function located(
  { message, extensions }: Pick<ResponseError, 'message' | 'extensions'>,
  path: Path | undefined,
  cause?: unknown,
): ResponseError {
  const error: ResponseError = {
    message,
    ...(path ? { path } : {}),
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...extensions },
  };
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause, enumerable: false });
  return error;
}
