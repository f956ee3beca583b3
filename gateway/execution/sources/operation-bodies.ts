import type { SubgraphOperation } from '@effect-studio/kernel/graph/subgraph-execution';
import { LruCache } from '../lru-cache.ts';

/** Characters of operations whose JSON is kept. */
const KEPT = 1024 * 1024;

/** Operations as bodies of requests. Plans repeat their texts, so the JSON of each text is written once. */
export class OperationBodies {
  readonly #heads = new LruCache<string>(KEPT);

  of({ query, operationName, variables }: SubgraphOperation): string {
    let head = this.#heads.get(query);
    if (head === undefined) {
      const name = operationName ? `,"operationName":${JSON.stringify(operationName)}` : '';
      head = `{"query":${JSON.stringify(query)}${name}`;
      this.#heads.set(query, head, head.length);
    }
    return `${head},"variables":${JSON.stringify(variables ?? {})}}`;
  }
}
