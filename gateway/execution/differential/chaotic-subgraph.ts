import { buildSubgraphSchema } from '@apollo/subgraph';
import type { SubgraphAnswer } from '@effect-studio/kernel/graph/subgraph-execution';
import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import { chanceOf } from './random.ts';

interface Entity {
  readonly __typename: string;
  readonly id: string;
  readonly [field: string]: unknown;
}

const IDS = 6;
/** What a medium is follows from its id: all subgraphs must agree. */
const MEDIA = ['Book', 'Film'];

/** How often things go wrong, as shares of all values. */
export interface Mishaps {
  readonly nulls: number;
  readonly errors: number;
}

/**
 * A subgraph that makes its data up: every value follows from the seed and the place where it is asked, the
 * same in all subgraphs. Now and then a value is null or an error, also where none may be.
 */
export class ChaoticSubgraph {
  readonly schema: GraphQLSchema;
  readonly #seed: number;
  readonly #mishaps: Mishaps;
  readonly #documents = new Map<string, DocumentNode>();

  constructor(sdl: string, seed: number, mishaps: Mishaps) {
    this.#seed = seed;
    this.#mishaps = mishaps;
    this.schema = buildSubgraphSchema([{ typeDefs: parse(sdl) }]);
    for (const type of Object.values(this.schema.getTypeMap())) {
      if (type.name.startsWith('_')) continue;
      if (isAbstractType(type)) type.resolveType = (value: Entity) => value.__typename;
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      const resolveReference = async (reference: Entity) => this.#resolveReference(type, reference);
      type.extensions = { apollo: { subgraph: { resolveReference } } };
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        if (field.name.startsWith('_')) continue;
        field.resolve = (source: Entity | undefined, args) =>
          source?.[field.name] ??
          this.#make(field.type, [
            source?.__typename ?? type.name,
            source?.id ?? '',
            field.name,
            JSON.stringify(args),
          ]);
      }
    }
  }

  async answer(query: string, variableValues: Readonly<Record<string, unknown>>): Promise<SubgraphAnswer> {
    if (this.#happens('down', this.#mishaps.errors / 4, [query]))
      throw new GraphQLError('the subgraph is down');
    let document = this.#documents.get(query);
    if (!document) {
      document = parse(query);
      this.#documents.set(query, document);
    }
    const answer = await execute({ schema: this.schema, document, variableValues });
    // As it would come over the network: nothing is shared, nothing is frozen.
    return JSON.parse(JSON.stringify(answer)) as SubgraphAnswer;
  }

  async #resolveReference(
    type: GraphQLObjectType | GraphQLInterfaceType,
    reference: Entity,
  ): Promise<Entity | null> {
    const id = reference.id ?? String(reference.sku).slice(3);
    if (this.#happens('gone', this.#mishaps.nulls / 2, [type.name, id])) return null;
    if (this.#happens('broken', this.#mishaps.errors / 2, [type.name, id])) {
      throw new Error(`no ${type.name} ${id}`);
    }
    const __typename = isObjectType(type) ? type.name : MEDIA[Number(id) % MEDIA.length]!;
    return { ...reference, __typename, id };
  }

  #happens(what: string, share: number, place: readonly unknown[]): boolean {
    return chanceOf(this.#seed, what, ...place) < share;
  }

  #make(type: GraphQLOutputType, place: readonly unknown[]): unknown {
    if (place[2] === 'id') return place[1];
    if (this.#happens('error', this.#mishaps.errors, place))
      throw new Error(`broken ${place.slice(0, 3).join(' ')}`);
    const share = isNonNullType(type) ? this.#mishaps.nulls / 8 : this.#mishaps.nulls;
    if (this.#happens('null', share, place)) return null;
    const inner = getNullableType(type);
    const chance = chanceOf(this.#seed, ...place);
    if (isListType(inner)) {
      return Array.from({ length: Math.floor(chance * 4) }, (_, index) =>
        this.#make(inner.ofType as GraphQLOutputType, [...place, index]),
      );
    }
    if (isEnumType(inner)) return pick(inner.getValues(), chance).value;
    if (isObjectType(inner) || isAbstractType(inner)) {
      const options = isObjectType(inner) ? [inner] : this.schema.getPossibleTypes(inner);
      return this.#entity(pick(options, chance).name, chance);
    }
    switch (String(inner)) {
      case 'Int':
        return 1 + Math.floor(chance * 100);
      case 'Float':
        return 0.5 + Math.floor(chance * 1_000) / 4;
      case 'Boolean':
        return chance < 0.5;
      case 'Blob':
        return { nested: { list: [chance < 0.5, null, 'x'] } };
      default:
        return `${place.slice(0, 3).join('-')} ${Math.floor(chance * 100)}`;
    }
  }

  #entity(__typename: string, chance: number): Entity {
    const media = MEDIA.indexOf(__typename);
    const any = Math.floor(chance * 1_000) % IDS;
    const id = String(media === -1 ? any : any - (any % MEDIA.length) + media);
    const keys = __typename === 'Product' ? { sku: `sku${id}`, code: Number(id) } : {};
    return { __typename, id, ...keys };
  }
}

const pick = <Item>(items: readonly Item[], chance: number): Item =>
  items[Math.floor(chance * 7_919) % items.length]!;
