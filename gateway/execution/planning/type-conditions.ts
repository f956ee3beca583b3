import { type GraphQLSchema, isAbstractType, isInterfaceType } from 'graphql';

/** Which types a condition lets through, asked of the whole supergraph: subgraphs know inaccessible types, too. */
export class TypeConditions {
  readonly #schema: GraphQLSchema;
  readonly #known = new Map<string, ReadonlySet<string>>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** Whether objects can be of a more exact type than this; some subgraphs know an interface as an object. */
  isAbstract(name: string): boolean {
    return isAbstractType(this.#schema.getType(name));
  }

  /** Names of the types that satisfy `... on condition`: itself, and what implements it or belongs to it. */
  satisfying(condition: string): ReadonlySet<string> {
    const known = this.#known.get(condition);
    if (known) return known;
    const names = new Set([condition]);
    const type = this.#schema.getType(condition);
    if (isAbstractType(type)) {
      for (const { name } of this.#schema.getPossibleTypes(type)) names.add(name);
    }
    if (isInterfaceType(type)) {
      for (const { name } of this.#schema.getImplementations(type).interfaces) names.add(name);
    }
    this.#known.set(condition, names);
    return names;
  }
}
