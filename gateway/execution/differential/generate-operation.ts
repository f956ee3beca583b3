import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Random } from './random.ts';

export interface GeneratedOperation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const MAX_DEPTH = 5;

/** Makes an operation up that fits the schema; fields of one name may still disagree, which validation finds. */
export function generateOperation(schema: GraphQLSchema, random: Random): GeneratedOperation {
  return new Generator(schema, random).generate();
}

class Generator {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #variables: Record<string, unknown> = {};
  readonly #definitions: string[] = [];
  readonly #fragments: string[] = [];

  constructor(schema: GraphQLSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
  }

  generate(): GeneratedOperation {
    const mutation = this.#schema.getMutationType();
    const isMutation = this.#random.isLikely(0.1) && Boolean(mutation);
    const root = (isMutation ? mutation : this.#schema.getQueryType())!;
    const selections = this.#selections(root, 0);
    const definitions = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    const text = `${isMutation ? 'mutation' : 'query'} Generated${definitions} ${selections}\n${this.#fragments.join('\n')}`;
    return { text, variables: this.#variables };
  }

  #selections(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = [];
    const count = 1 + this.#random.below(4);
    for (let index = 0; index < count; index += 1) parts.push(this.#selection(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const { isLikely } = { isLikely: (share: number) => this.#random.isLikely(share) };
    if (isLikely(0.08)) return `${isLikely(0.3) ? 'kindOf: ' : ''}__typename${this.#condition()}`;
    const mayBeFragment = depth > 0 && depth < MAX_DEPTH;
    if (mayBeFragment && (!('getFields' in type) || isLikely(isAbstractType(type) ? 0.5 : 0.12))) {
      return this.#fragment(type, depth);
    }
    if (!('getFields' in type)) return '__typename';
    const fields = Object.values(type.getFields()).filter(
      (field) => depth < MAX_DEPTH || !isCompositeType(getNamedType(field.type)),
    );
    if (fields.length === 0) return '__typename';
    const field = this.#random.pick(fields);
    const named = getNamedType(field.type);
    const alias = isLikely(0.15) ? `${this.#random.pick(['a', 'b', 'constructor', 'toString'])}: ` : '';
    const inner = isCompositeType(named) ? ` ${this.#selections(named, depth + 1)}` : '';
    return `${alias}${field.name}${this.#arguments(field.args)}${this.#condition()}${inner}`;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const condition = this.#random.isLikely(0.15) ? null : this.#random.pick(this.#conditionsOf(type));
    // Apollo's executor forgets what an object is inside a fragment on a wider type: nothing may narrow it again.
    const isWider = condition !== null && isObjectType(type) && isAbstractType(condition);
    const inner = this.#selections(condition ?? type, isWider ? MAX_DEPTH : depth + 1);
    if (condition && this.#random.isLikely(0.3)) {
      const name = `F${this.#fragments.length}`;
      this.#fragments.push(`fragment ${name} on ${condition.name} ${inner}`);
      return `...${name}${this.#condition()}`;
    }
    return `...${condition ? ` on ${condition.name}` : ''}${this.#condition()} ${inner}`;
  }

  /** Types that may apply where a type stands: what it can be, and what it implements. */
  #conditionsOf(type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    const wider = possible.flatMap((one) => (isObjectType(one) ? one.getInterfaces() : []));
    return [...possible, ...wider.filter((one) => isInterfaceType(one) && one !== type)];
  }

  #arguments(args: readonly GraphQLArgument[]): string {
    const given = args.flatMap((argument) => {
      const isNeeded = isNonNullType(argument.type);
      if (!isNeeded && this.#random.isLikely(0.5)) return [];
      const named = getNamedType(argument.type);
      const value = isEnumType(named)
        ? this.#random.pick(named.getValues()).name
        : named.name === 'Int'
          ? this.#random.below(4)
          : String(this.#random.below(6));
      if (this.#random.isLikely(0.5)) {
        return [`${argument.name}: ${this.#variable(String(argument.type), value)}`];
      }
      return [`${argument.name}: ${isEnumType(named) ? value : JSON.stringify(value)}`];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  #condition(): string {
    if (!this.#random.isLikely(0.12)) return '';
    const name = this.#random.pick(['skip', 'include']);
    const wants = this.#random.isLikely(0.5);
    if (this.#random.isLikely(0.2)) return ` @${name}(if: ${wants})`;
    if (this.#random.isLikely(0.2)) {
      const variable = `$v${this.#definitions.length}`;
      this.#definitions.push(`${variable}: Boolean = ${wants}`);
      return ` @${name}(if: ${variable})`;
    }
    return ` @${name}(if: ${this.#variable('Boolean!', wants)})`;
  }

  #variable(type: string, value: unknown): string {
    const name = `v${this.#definitions.length}`;
    this.#definitions.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }
}
