import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type CodegenConfig, generate } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';
import type { Audience } from '../audiences/audience.ts';
import type { Contract } from '../audiences/contract.ts';
import { printSorted } from './compose.ts';
import { type ContextSdl, REPOSITORY } from './contexts.ts';

const SCALARS = {
  ID: 'string',
  BigInt: { input: 'bigint', output: 'bigint | string' },
  DateTime: { input: 'Date', output: 'Date | string' },
  Cursor: 'string',
  JSON: 'unknown',
};

/** On the client's side of the wire every scalar is JSON. */
const WIRE_SCALARS = {
  ID: 'string',
  BigInt: 'string',
  DateTime: 'string',
  Cursor: 'string',
  JSON: 'unknown',
};

/** Types of a context's resolvers. `mappers.json` beside its SDL names the parent types that are not the SDL's own shape. */
function resolverTypes({ name, sdl }: ContextSdl): CodegenConfig['generates'] {
  const mappersFile = `${REPOSITORY}subgraphs/${name}/mappers.json`;
  const mappers = existsSync(mappersFile)
    ? (JSON.parse(readFileSync(mappersFile, 'utf8')) as Record<string, string>)
    : {};
  return {
    [`${REPOSITORY}subgraphs/${name}/generated/resolvers.ts`]: {
      schema: sdl,
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        federation: true,
        useTypeImports: true,
        enumsAsTypes: true,
        contextType: '@effect-studio/kernel/context#CallContext',
        defaultMapper: 'Partial<{T}>',
        mappers,
        scalars: SCALARS,
        maybeValue: 'T | null | undefined',
      },
    },
  };
}

/** Typed documents as texts. @param files in `schema/client`, without their extension */
function typedDocuments(
  output: string,
  schema: string,
  files: readonly string[],
): CodegenConfig['generates'] {
  return {
    [REPOSITORY + output]: {
      schema,
      documents: files.map((file) => `${REPOSITORY}schema/client/${file}.graphql`),
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        documentMode: 'string',
        scalars: WIRE_SCALARS,
        skipTypename: false,
      },
    },
  };
}

/** Of the package that partners install; each against the contract that its senders have. */
const PARTNERS: readonly [file: string, Audience][] = [
  ['partner', 'partner'],
  ['enrolment', 'public'],
];
const partnerModule = (file: string): string => `schema/client/generated/${file}.ts`;

/** The package needs no other: the one type that its documents would import is its own. */
function ownDocumentType(file: string): void {
  const path = REPOSITORY + partnerModule(file);
  const text = readFileSync(path, 'utf8');
  const imported = "import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';";
  if (!text.includes(imported)) throw new Error(`${path} does not import its document type as expected`);
  const own = "import type { TypedDocument as DocumentTypeDecoration } from '../document.ts';";
  writeFileSync(path, text.replace(imported, own));
}

/**
 * Typed documents of a web app; they live beside the components that use them. Each knows its hash, by which it
 * is sent, and the manifest of them is what the gateway trusts.
 */
function webDocuments(app: string, contractSdl: string): CodegenConfig['generates'] {
  return {
    [`${REPOSITORY}${app}/generated/`]: {
      schema: contractSdl,
      documents: [`${REPOSITORY}${app}/src/**/*.graphql.ts`],
      preset: 'client',
      presetConfig: {
        fragmentMasking: { unmaskFunctionName: 'readFragment' },
        persistedDocuments: { hashAlgorithm: 'sha256' },
      },
      // The cache asks for these; what is hashed must have them already.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      config: { useTypeImports: true, enumsAsTypes: true, scalars: WIRE_SCALARS },
    },
  };
}

/** The web apps, each with the contract that its documents are written against. */
const WEB_APPS: readonly [string, Audience][] = [
  ['web-user', 'user'],
  ['web-admin', 'admin'],
];

/** Writes every generated TypeScript file; none of them is committed. */
export async function generateTypes(
  contexts: readonly ContextSdl[],
  { apiSdl, contracts }: { apiSdl: string; contracts: readonly Contract[] },
): Promise<void> {
  const sdlOf = (audience: Audience): string =>
    printSorted(contracts.find((contract) => contract.audience === audience)!.schema);
  const generates = Object.assign(
    {},
    ...contexts.map(resolverTypes),
    // Of the programs outside the browser: agent, demo, bench.
    typedDocuments('schema/generated/client.ts', apiSdl, ['agent', 'studio']),
    ...PARTNERS.map(([file, audience]) => typedDocuments(partnerModule(file), sdlOf(audience), [file])),
    ...WEB_APPS.filter(([app]) => existsSync(`${REPOSITORY}${app}/src`)).map(([app, audience]) =>
      webDocuments(app, sdlOf(audience)),
    ),
  ) as CodegenConfig['generates'];
  await generate({ generates, silent: true, errorsOnly: true, ignoreNoDocuments: true }, true);
  for (const [file] of PARTNERS) ownDocumentType(file);
}
