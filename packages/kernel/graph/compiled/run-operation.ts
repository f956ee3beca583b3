import {
  defaultTypeResolver,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  isObjectType,
  locatedError,
  type OperationDefinitionNode,
  responsePathAsArray,
} from 'graphql';
import type { CollectedErrors, Path } from './collected-errors.ts';
import { type EntityReference, referencesOf } from './entities.ts';
import type { Completion, SelectedField, Selection } from './selection.ts';

/** One execution of an operation. */
export interface Run {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly operation: OperationDefinitionNode;
  readonly rootValue: unknown;
  readonly context: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly errors: CollectedErrors;
}

export type Result = Record<string, unknown>;
type Later<Value> = Value | PromiseLike<Value>;

/** A value on its way into the response: which field it is of, and where. */
interface Place {
  readonly field: SelectedField;
  /** Of the field; of a list's items, too, since resolvers of types are told this one. */
  readonly fieldPath: Path;
  readonly info: GraphQLResolveInfo | null;
}

/** GraphQL §6.3.1: fields of an object in any order; what they promise is waited for together. */
export function runFields(
  run: Run,
  fields: readonly SelectedField[],
  source: unknown,
  path: Path | undefined,
): Later<Result> {
  const results: Result = {};
  let isPromised = false;
  try {
    for (let at = 0; at < fields.length; at += 1) {
      const field = fields[at]!;
      const value = runField(run, field, source, path);
      results[field.key] = value;
      if (isPromise(value)) isPromised = true;
    }
  } catch (error) {
    if (!isPromised) throw error;
    // What the others promise may fail, too, and must not go unheard.
    return settled(results).finally(() => {
      throw error;
    });
  }
  return isPromised ? settled(results) : results;
}

/** GraphQL §6.2.2: mutations, one after the other. */
export async function runSerially(
  run: Run,
  fields: readonly SelectedField[],
  source: unknown,
): Promise<Result> {
  const results: Result = {};
  for (const field of fields) results[field.key] = await runField(run, field, source, undefined);
  return results;
}

async function settled(results: Result): Promise<Result> {
  const keys = Object.keys(results);
  const values = await Promise.all(Object.values(results));
  for (let at = 0; at < keys.length; at += 1) results[keys[at]!] = values[at];
  return results;
}

function runField(run: Run, field: SelectedField, source: unknown, before: Path | undefined): unknown {
  if (field.isTypename) return field.parentType.name;
  if (field.resolve === null && field.type.kind === 'leaf') return propertyLeaf(run, field, source, before);
  const path: Path = { prev: before, key: field.key, typename: field.parentType.name };
  try {
    const info = field.resolve === null ? null : infoOf(run, field, path);
    if (field.isEntities && info) {
      const references = referencesOf(run.schema, argumentsOf(run, field).representations);
      if (references) return runEntities(run, { field, fieldPath: path, info }, references);
    }
    const value =
      info === null
        ? property(run, field, source, path)
        : field.resolve!(source, argumentsOf(run, field), run.context, info);
    return completeField(run, { field, fieldPath: path, info }, value);
  } catch (error) {
    return failed(run, field, field.isNullable, path, error);
  }
}

/** The items of `_entities`: each is looked up and completed as the type that it was asked as. */
function runEntities(
  run: Run,
  place: Place & { info: GraphQLResolveInfo },
  references: readonly EntityReference[],
): unknown {
  const { item } = place.field.type as Completion & { kind: 'list' };
  const { fields } = item as Completion & { kind: 'abstract' };
  const completed = new Array<unknown>(references.length);
  let isPromised = false;
  for (let at = 0; at < references.length; at += 1) {
    const path: Path = { prev: place.fieldPath, key: at, typename: undefined };
    const entity = runEntity(run, place, references[at]!, fields, path);
    if (isPromise(entity)) isPromised = true;
    completed[at] = entity;
  }
  return isPromised ? Promise.all(completed) : completed;
}

function runEntity(
  run: Run,
  place: Place & { info: GraphQLResolveInfo },
  { type, representation, resolve }: EntityReference,
  fields: Selection,
  path: Path,
): unknown {
  const done = (value: unknown): unknown => {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) return null;
    return completeObject(run, place, type, fields.of(type), path, value);
  };
  const missing = (error: unknown): null => failed(run, place.field, true, path, error);
  try {
    const value = resolve ? resolve(representation, run.context, place.info) : representation;
    if (isPromise(value)) return value.then(done).then(undefined, missing);
    const completed = done(value);
    return isPromise(completed) ? completed.then(undefined, missing) : completed;
  } catch (error) {
    return missing(error);
  }
}

/** Most fields of most answers: a leaf that is a property. Where it stands is written down only when it fails. */
function propertyLeaf(run: Run, field: SelectedField, source: unknown, before: Path | undefined): unknown {
  const value = (source as Result | null | undefined)?.[field.definition.name];
  const isPlain = typeof value !== 'function' && !isPromise(value) && isObject(source);
  if (isPlain && value === null && field.isNullable) return null;
  const path: Path | null = isPlain
    ? null
    : { prev: before, key: field.key, typename: field.parentType.name };
  try {
    if (path === null) return completeLeaf(field, field.type as Completion & { kind: 'leaf' }, value);
    const place = { field, fieldPath: path, info: null };
    return completeField(run, place, property(run, field, source, path));
  } catch (error) {
    const at = path ?? { prev: before, key: field.key, typename: field.parentType.name };
    return failed(run, field, field.isNullable, at, error);
  }
}

/** graphql-js's `defaultFieldResolver`, asked for arguments and info only where the property is a function. */
function property(run: Run, field: SelectedField, source: unknown, path: Path): unknown {
  if (!isObject(source)) return undefined;
  const { name } = field.definition;
  const value = source[name];
  if (typeof value !== 'function') return value;
  return (source[name] as (...given: unknown[]) => unknown)(
    argumentsOf(run, field),
    run.context,
    infoOf(run, field, path),
  );
}

function argumentsOf(run: Run, { definition, nodes }: SelectedField): Record<string, unknown> {
  return definition.args.length === 0 ? {} : getArgumentValues(definition, nodes[0]!, run.variables);
}

function infoOf(run: Run, field: SelectedField, path: Path): GraphQLResolveInfo {
  const { schema, fragments, rootValue, operation, variables } = run;
  return {
    fieldName: field.definition.name,
    fieldNodes: field.nodes,
    returnType: field.definition.type,
    parentType: field.parentType,
    path,
    schema,
    fragments: fragments as GraphQLResolveInfo['fragments'],
    rootValue,
    operation,
    variableValues: variables as GraphQLResolveInfo['variableValues'],
  };
}

/** @throws what the value is refused for, unless the field's promise fails later */
function completeField(run: Run, place: Place, value: unknown): unknown {
  const { field, fieldPath } = place;
  const { type, isNullable } = field;
  const completed = isPromise(value)
    ? value.then((one) => complete(run, place, type, isNullable, fieldPath, one))
    : complete(run, place, type, isNullable, fieldPath, value);
  return isPromise(completed)
    ? completed.then(undefined, (error) => failed(run, field, isNullable, fieldPath, error))
    : completed;
}

/** GraphQL §6.4.4. @throws GraphQLError where null may not stand, so that what is around it becomes null */
function failed(run: Run, field: SelectedField, isNullable: boolean, path: Path, error: unknown): null {
  const located = locatedError(error, field.nodes as never, responsePathAsArray(path));
  if (!isNullable) throw located;
  run.errors.add(located, path);
  return null;
}

/** GraphQL §6.4.3. */
function complete(
  run: Run,
  place: Place,
  type: Completion,
  isNullable: boolean,
  path: Path,
  value: unknown,
): unknown {
  if (type.kind === 'leaf') return completeLeaf(place.field, type, value, isNullable);
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) return isNullable ? null : refuseNull(place.field);
  switch (type.kind) {
    case 'list':
      return completeList(run, place, type, path, value);
    case 'object':
      return completeObject(run, place, type.type, type.fields.of(type.type), path, value);
    case 'abstract': {
      const resolveType = type.type.resolveType ?? defaultTypeResolver;
      const named = resolveType(value, run.context, informed(run, place), type.type) as unknown;
      const asNamed = (name: unknown): unknown => {
        const runtime = runtimeType(run, place.field, type.type, name);
        return completeObject(run, place, runtime, type.fields.of(runtime), path, value);
      };
      return isPromise(named) ? named.then(asNamed) : asNamed(named);
    }
  }
}

const informed = (run: Run, { info, field, fieldPath }: Place): GraphQLResolveInfo =>
  info ?? infoOf(run, field, fieldPath);

function completeLeaf(
  field: SelectedField,
  { type }: Completion & { kind: 'leaf' },
  value: unknown,
  isNullable = field.isNullable,
): unknown {
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) return isNullable ? null : refuseNull(field);
  const serialised: unknown = type.serialize(value);
  if (serialised === null || serialised === undefined) {
    throw new Error(`${type.name} serialised a value of ${nameOf(field)} to nothing.`);
  }
  return serialised;
}

function refuseNull(field: SelectedField): never {
  throw new Error(`Cannot return null for non-nullable field ${nameOf(field)}.`);
}

const nameOf = ({ parentType, definition }: SelectedField): string => `${parentType.name}.${definition.name}`;

function completeList(
  run: Run,
  place: Place,
  type: Completion & { kind: 'list' },
  path: Path,
  value: unknown,
): unknown {
  if (!isList(value)) {
    throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(place.field)}".`);
  }
  const items = Array.isArray(value) ? value : Array.from(value);
  const completed = new Array<unknown>(items.length);
  let isPromised = false;
  try {
    for (let at = 0; at < items.length; at += 1) {
      const item = completeItem(run, place, type, { prev: path, key: at, typename: undefined }, items[at]);
      if (isPromise(item)) isPromised = true;
      completed[at] = item;
    }
  } catch (error) {
    // What the items before it promise may fail, too: unheard, that would end the process.
    if (isPromised) void Promise.allSettled(completed);
    throw error;
  }
  return isPromised ? Promise.all(completed) : completed;
}

function completeItem(
  run: Run,
  place: Place,
  { item: type, isItemNullable }: Completion & { kind: 'list' },
  path: Path,
  value: unknown,
): unknown {
  try {
    const completed = isPromise(value)
      ? value.then((one) => complete(run, place, type, isItemNullable, path, one))
      : complete(run, place, type, isItemNullable, path, value);
    return isPromise(completed)
      ? completed.then(undefined, (error) => failed(run, place.field, isItemNullable, path, error))
      : completed;
  } catch (error) {
    return failed(run, place.field, isItemNullable, path, error);
  }
}

function completeObject(
  run: Run,
  place: Place,
  type: GraphQLObjectType,
  fields: readonly SelectedField[],
  path: Path,
  value: unknown,
): unknown {
  if (!type.isTypeOf) return runFields(run, fields, value, path);
  const isOne = type.isTypeOf(value, run.context, informed(run, place));
  const onceKnown = (is: boolean): unknown => {
    if (is) return runFields(run, fields, value, path);
    throw new GraphQLError(`A value of ${nameOf(place.field)} is not of type "${type.name}".`, {
      nodes: place.field.nodes,
    });
  };
  return isPromise(isOne) ? isOne.then(onceKnown) : onceKnown(isOne);
}

/** @throws GraphQLError when nothing of that name may stand there */
function runtimeType(
  { schema }: Run,
  field: SelectedField,
  abstract: GraphQLAbstractType,
  name: unknown,
): GraphQLObjectType {
  const type = typeof name === 'string' ? schema.getType(name) : undefined;
  if (isObjectType(type) && schema.isSubType(abstract, type)) return type;
  throw new GraphQLError(
    typeof name === 'string'
      ? `"${name}" is no type that "${abstract.name}" may be at run time, for field "${nameOf(field)}".`
      : `Abstract type "${abstract.name}" must resolve to an Object type at runtime for field "${nameOf(field)}".`,
    { nodes: field.nodes },
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const isList = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as Promise<unknown>).then === 'function';
