import { existsSync, readFileSync } from 'node:fs';
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

/** Typed documents of the programs outside the browser: agent, demo, bench. */
function clientDocuments(apiSdl: string): CodegenConfig['generates'] {
  return {
    [`${REPOSITORY}schema/generated/client.ts`]: {
      schema: apiSdl,
      documents: [`${REPOSITORY}schema/client/**/*.graphql`],
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
    clientDocuments(apiSdl),
    ...WEB_APPS.filter(([app]) => existsSync(`${REPOSITORY}${app}/src`)).map(([app, audience]) =>
      webDocuments(app, sdlOf(audience)),
    ),
  ) as CodegenConfig['generates'];
  await generate({ generates, silent: true, errorsOnly: true, ignoreNoDocuments: true }, true);
}
