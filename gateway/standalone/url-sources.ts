import type { SubgraphReference } from '../execution/planning/supergraph.ts';
import { httpSource } from '../execution/sources/http-source.ts';
import type { SubgraphSource } from '../execution/sources/subgraph-source.ts';

/** Longer than a request may take: what runs on the old supergraph still needs its sources. */
const CLOSE_AFTER_MS = 60_000;

/** Ways to subgraphs by the URLs in the supergraph, shared by reloads that change nothing about them. */
export class UrlSources {
  readonly #sources = new Map<string, SubgraphSource>();
  readonly #closing = new Set<NodeJS.Timeout>();

  /** @throws Error when the supergraph gives no address */
  of({ name, url }: SubgraphReference): SubgraphSource {
    if (!URL.canParse(url)) throw new Error(`the supergraph gives no address for "${name}": "${url}"`);
    const key = keyOf({ name, url });
    const known = this.#sources.get(key);
    if (known) return known;
    const source = httpSource({ name, url });
    this.#sources.set(key, source);
    return source;
  }

  /** Gives up what the supergraph that serves now does not name, once nothing can be using it any more. */
  keepOnly(subgraphs: readonly SubgraphReference[]): void {
    const kept = new Set(subgraphs.map(keyOf));
    for (const [key, source] of this.#sources) {
      if (kept.has(key)) continue;
      this.#sources.delete(key);
      const timer = setTimeout(() => {
        this.#closing.delete(timer);
        void source.close();
      }, CLOSE_AFTER_MS);
      timer.unref();
      this.#closing.add(timer);
    }
  }

  async close(): Promise<void> {
    for (const timer of this.#closing) clearTimeout(timer);
    await Promise.all([...this.#sources.values()].map((source) => source.close()));
  }
}

const keyOf = ({ name, url }: SubgraphReference): string => `${name} ${url}`;
