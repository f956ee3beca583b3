import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../schema/trusted-documents/', import.meta.url);

/** The operations that our own clients send: those of today, and those of every released one. */
export class TrustedDocuments {
  readonly #byHash: ReadonlyMap<string, string>;
  readonly #texts: ReadonlySet<string>;

  constructor(texts: Iterable<string>) {
    this.#texts = new Set(texts);
    this.#byHash = new Map([...this.#texts].map((text) => [sha256(text), text]));
  }

  /** The committed manifests. */
  static read(folder: URL = FOLDER): TrustedDocuments {
    const texts = [folder, new URL('released/', folder)].flatMap((place) =>
      readdirSync(fileURLToPath(place))
        .filter((file) => file.endsWith('.json'))
        .flatMap((file) => {
          const manifest = JSON.parse(readFileSync(new URL(file, place), 'utf8')) as Record<string, string>;
          return Object.values(manifest);
        }),
    );
    return new TrustedDocuments(texts);
  }

  get texts(): readonly string[] {
    return [...this.#texts];
  }

  /** @param hash SHA-256 of the text, hex */
  byHash(hash: string): string | null {
    return this.#byHash.get(hash.toLowerCase()) ?? null;
  }

  has(text: string): boolean {
    return this.#texts.has(text);
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
