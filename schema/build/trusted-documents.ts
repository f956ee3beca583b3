import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type GraphQLSchema, Kind, parse, validate } from 'graphql';
import type { Audience } from '../audiences/audience.ts';
import type { Contract } from '../audiences/contract.ts';
import { trustedClients } from '../trusted-documents/trusted-client.ts';
import { REPOSITORY } from './contexts.ts';

const FOLDER = 'schema/trusted-documents';

/** Texts by their SHA-256, hex. */
type Manifest = Record<string, string>;

export interface TrustedDocumentFiles {
  files: [string, string][];
  /** Documents of released clients that no contract of theirs fits any more. */
  faults: string[];
}

/**
 * The manifests of trusted documents: `<client>.json` has what the client sends today, `released/<client>.json`
 * everything that a released one ever sent. The latter only grow: clients that are out there stay valid.
 */
export async function trustedDocumentFiles(
  contracts: readonly Contract[],
  { isRelease }: { isRelease: boolean },
): Promise<TrustedDocumentFiles> {
  const schemas = new Map(contracts.map(({ audience, schema }) => [audience, schema]));
  const files: [string, string][] = [];
  const faults: string[] = [];
  for (const [client, { source, operationsIn, audiences }] of trustedClients()) {
    const today = operationsIn
      ? await operationsOfModule(REPOSITORY + source, REPOSITORY + operationsIn)
      : byOwnHash(Object.values(readManifest(source)));
    const before = readManifest(`${FOLDER}/released/${client}.json`);
    const released = isRelease ? { ...before, ...today } : before;
    files.push([`${FOLDER}/${client}.json`, toText(today)]);
    files.push([`${FOLDER}/released/${client}.json`, toText(released)]);
    faults.push(
      ...misfits({ ...released, ...today }, audiences, schemas).map((fault) => `${client} ${fault}`),
    );
  }
  return { files, faults };
}

function misfits(
  documents: Manifest,
  audiences: readonly Audience[],
  schemas: ReadonlyMap<Audience, GraphQLSchema>,
): string[] {
  return Object.entries(documents).flatMap(([hash, text]) => {
    const document = parse(text);
    const errors = audiences.map((audience) => validate(schemas.get(audience)!, document));
    return errors.some((list) => list.length === 0)
      ? []
      : [`${hash.slice(0, 12)}: ${errors[0]![0]!.message}`];
  });
}

/** Operations of a generated module, in the very text that they are sent in. */
async function operationsOfModule(file: string, definedIn: string): Promise<Manifest> {
  if (!existsSync(file)) return {};
  const names = new Set(
    parse(readFileSync(definedIn, 'utf8')).definitions.flatMap((node) =>
      node.kind === Kind.OPERATION_DEFINITION && node.name ? [node.name.value] : [],
    ),
  );
  const documents = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const texts = [...names].map((name) => String(documents[`${name}Document`]));
  return byOwnHash(texts);
}

const byOwnHash = (texts: readonly string[]): Manifest =>
  Object.fromEntries(texts.map((text) => [createHash('sha256').update(text).digest('hex'), text]));

function readManifest(file: string): Manifest {
  if (!existsSync(REPOSITORY + file)) return {};
  return JSON.parse(readFileSync(REPOSITORY + file, 'utf8')) as Manifest;
}

const toText = (manifest: Manifest): string =>
  `${JSON.stringify(
    Object.fromEntries(Object.entries(manifest).sort(([one], [other]) => (one < other ? -1 : 1))),
    null,
    2,
  )}\n`;
