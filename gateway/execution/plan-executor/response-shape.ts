import {
  type FieldNode,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { type Data, isData, type Path, type ResponseError } from './data.ts';
import { type LeafCheck, leafCheckOf } from './leaf-values.ts';
import { type RuntimeType, type SelectionScope, selectedFields } from './selected-fields.ts';

/** What shaping one response needs and finds. */
export interface Shaping {
  readonly introspection: Readonly<Record<string, unknown>> | null;
  /** Values that do not fit their type and nulls where none may be. */
  readonly faults: ResponseError[];
  /** Fields that the caller may not have. */
  readonly denials: ResponseError[];
}

/** Fields that a caller may not have. They were not planned; they are null in the response, each with an error. */
export interface DeniedFields {
  readonly nodes: ReadonlySet<FieldNode>;
  errorOf(node: FieldNode, path: Path): ResponseError;
}

interface Field {
  readonly key: string;
  readonly kind: 'typename' | 'introspection' | 'value' | 'denied';
  readonly node: FieldNode;
  /** `Type.field`, for messages. */
  readonly name: string;
  readonly isNullable: boolean;
  readonly type: Completed;
}

/** A type of the schema, unwrapped as far as completing a value needs it. */
type Completed =
  | { readonly kind: 'leaf'; readonly isValid: LeafCheck; readonly name: string }
  | {
      readonly kind: 'list';
      readonly item: Completed;
      readonly isItemNullable: boolean;
      readonly name: string;
    }
  | { readonly kind: 'object'; readonly shape: ObjectShape; readonly name: string };

interface Place {
  readonly before: Place | null;
  readonly key: string | number;
}

/** Told upwards: a null where none may be, so that the value around it becomes null. */
const INVALID = Symbol('invalid');

/**
 * The response of an operation, compiled: which fields every run-time type gives, in the order of the
 * operation (GraphQL §7.2.2), and what of the joined data fits.
 */
export class ResponseShape {
  readonly #root: ObjectShape;
  readonly #rootType: RuntimeType;

  constructor(
    scope: SelectionScope,
    selections: SelectionSetNode,
    rootType: RuntimeType,
    denied: DeniedFields | null,
  ) {
    this.#rootType = rootType;
    this.#root = new ObjectShape({ ...scope, denied }, [selections], rootType);
  }

  /** Response names of schema introspection at the root. */
  get introspectionNodes(): readonly FieldNode[] {
    return this.#root
      .fieldsOf(this.#rootType)
      .filter((field) => field.kind === 'introspection')
      .map((field) => field.node);
  }

  /** Whether the root has fields that subgraphs answer. */
  get asksForData(): boolean {
    return this.#root.fieldsOf(this.#rootType).some(({ kind }) => kind === 'value');
  }

  /** @returns null when a null has bubbled up to the root */
  shape(data: Data, shaping: Shaping): Data | null {
    const shaped = this.#root.complete(data, this.#rootType, shaping, null);
    return shaped === INVALID ? null : shaped;
  }
}

interface ShapeScope extends SelectionScope {
  readonly denied: DeniedFields | null;
}

class ObjectShape {
  readonly #scope: ShapeScope;
  readonly #sets: readonly SelectionSetNode[];
  readonly #declared: RuntimeType;
  readonly #fields = new Map<string, readonly Field[]>();
  /** Fields of the declared type, when that is the only type there can be. */
  readonly #ofDeclared: readonly Field[] | null;

  constructor(scope: ShapeScope, sets: readonly SelectionSetNode[], declared: RuntimeType) {
    this.#scope = scope;
    this.#sets = sets;
    this.#declared = declared;
    this.#ofDeclared = isObjectType(declared) ? this.fieldsOf(declared) : null;
  }

  fieldsOf(type: RuntimeType): readonly Field[] {
    const known = this.#fields.get(type.name);
    if (known) return known;
    const fields = [...selectedFields(this.#scope, this.#sets, type)].flatMap(([key, nodes]) =>
      this.#compileField(key, nodes, type),
    );
    this.#fields.set(type.name, fields);
    return fields;
  }

  /** Completes an object of a type that its `__typename` tells, where it has one. */
  completeObject(value: unknown, shaping: Shaping, place: Place | null): Data | null {
    if (!isData(value)) {
      fault(shaping, place, 'Invalid value found');
      return null;
    }
    const name = value.__typename;
    if (name === undefined || name === null || name === this.#declared.name) {
      return valid(this.complete(value, this.#declared, shaping, place));
    }
    const type = this.#scope.schema.getType(String(name));
    if (!isCompositeType(type)) {
      // Also a type that is inaccessible: its name may not be told.
      fault(shaping, place, 'Invalid __typename found for object');
      return null;
    }
    return valid(this.complete(value, type, shaping, place));
  }

  complete(data: Data, type: RuntimeType, shaping: Shaping, place: Place | null): Data | typeof INVALID {
    const fields = type === this.#declared && this.#ofDeclared ? this.#ofDeclared : this.fieldsOf(type);
    const result: Data = {};
    for (let at = 0; at < fields.length; at += 1) {
      const field = fields[at]!;
      const { key } = field;
      if (field.kind === 'value') {
        const value = data[key];
        if (value === undefined || value === null || typeof value === 'function') {
          if (!field.isNullable) {
            fault(shaping, { before: place, key }, `Cannot return null for non-nullable field ${field.name}`);
            return INVALID;
          }
          result[key] = null;
          continue;
        }
        const completed = complete(field.type, value, shaping, place, key);
        if (completed === null && !field.isNullable) return INVALID;
        result[key] = completed;
      } else if (field.kind === 'typename') {
        const told = this.#typeNamed(data[key]);
        const runtime = isObjectType(told) ? told : (this.#typeNamed(data.__typename) ?? told ?? type);
        // An interface that stands for an object: the fetch that would have told which has failed.
        if (!isObjectType(runtime)) return INVALID;
        result[key] = runtime.name;
      } else if (field.kind === 'introspection') {
        result[key] = shaping.introspection?.[key];
      } else {
        const path = pathOf({ before: place, key });
        shaping.denials.push(this.#scope.denied!.errorOf(field.node, path));
        if (!field.isNullable) return INVALID;
        result[key] = null;
      }
    }
    return result;
  }

  #typeNamed(name: unknown): RuntimeType | null {
    const type = typeof name === 'string' ? this.#scope.schema.getType(name) : undefined;
    return isCompositeType(type) ? type : null;
  }

  #compileField(key: string, nodes: readonly FieldNode[], type: RuntimeType): Field[] {
    const node = nodes[0]!;
    const name = node.name.value;
    const common = { key, node, name: `${type.name}.${name}`, isNullable: false };
    if (name === '__typename') return [{ ...common, kind: 'typename', type: NOTHING }];
    if (name === '__schema' || name === '__type')
      return [{ ...common, kind: 'introspection', type: NOTHING }];
    const definition = 'getFields' in type ? type.getFields()[name] : undefined;
    // Only of a type that is wider than what was asked of it; there is nothing to tell.
    if (!definition) return [];
    const denied = this.#scope.denied?.nodes;
    const sets = nodes.flatMap((one) => (one.selectionSet && !denied?.has(one) ? [one.selectionSet] : []));
    return [
      {
        ...common,
        node: denied ? (nodes.find((one) => denied.has(one)) ?? node) : node,
        kind: denied && nodes.some((one) => denied.has(one)) ? 'denied' : 'value',
        isNullable: !isNonNullType(definition.type),
        type: this.#completed(definition.type, sets),
      },
    ];
  }

  #completed(type: GraphQLOutputType, sets: readonly SelectionSetNode[]): Completed {
    const inner = isNonNullType(type) ? type.ofType : type;
    const name = String(inner);
    if (isListType(inner)) {
      const item = inner.ofType as GraphQLOutputType;
      return { kind: 'list', item: this.#completed(item, sets), isItemNullable: !isNonNullType(item), name };
    }
    if (isLeafType(inner)) return { kind: 'leaf', isValid: leafCheckOf(inner), name };
    const named = getNamedType(inner) as RuntimeType;
    return { kind: 'object', shape: new ObjectShape(this.#scope, sets, named), name };
  }
}

const NOTHING: Completed = { kind: 'leaf', isValid: () => true, name: '' };

function complete(
  type: Completed,
  value: unknown,
  shaping: Shaping,
  before: Place | null,
  key: string | number,
): unknown {
  if (type.kind === 'leaf') {
    if (type.isValid(value)) return value;
    fault(shaping, { before, key }, `Invalid value found for ${type.name}`);
    return null;
  }
  const place: Place = { before, key };
  if (type.kind === 'object') return type.shape.completeObject(value, shaping, place);
  if (Array.isArray(value)) return completeList(type, value, shaping, place);
  fault(shaping, place, `Invalid value found for ${type.name}`);
  return null;
}

function completeList(
  type: Completed & { kind: 'list' },
  values: readonly unknown[],
  shaping: Shaping,
  place: Place,
): unknown[] | null {
  const result = new Array<unknown>(values.length);
  let isInvalid = false;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at];
    if (value === undefined || value === null) {
      if (!type.isItemNullable) {
        fault(
          shaping,
          { before: place, key: at },
          `Cannot return null for non-nullable item of ${type.name}`,
        );
        isInvalid = true;
      }
      result[at] = null;
      continue;
    }
    const completed = complete(type.item, value, shaping, place, at);
    if (completed === null && !type.isItemNullable) isInvalid = true;
    result[at] = completed;
  }
  return isInvalid ? null : result;
}

const valid = (value: Data | typeof INVALID): Data | null => (value === INVALID ? null : value);

function fault(shaping: Shaping, place: Place | null, message: string): void {
  shaping.faults.push({
    message: `${message}.`,
    path: pathOf(place),
    extensions: { code: 'INVALID_GRAPHQL' },
  });
}

function pathOf(place: Place | null): Path {
  const path: (string | number)[] = [];
  for (let at = place; at; at = at.before) path.unshift(at.key);
  return path;
}
