import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import { withoutSecurityMarks } from '@effect-studio/schema/audiences/supergraph-document';
import { printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { hideInternal } from './hide-internal.ts';

const supergraph = withoutSecurityMarks(
  readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'),
);
const apiOf = (sdl: string) =>
  printSchema(Supergraph.build(sdl, { validateSupergraph: true }).apiSchema().toGraphQLJSSchema());

describe('the graph as outsiders know it', () => {
  it('has none of the internal questions and types, which the whole graph has', () => {
    const internal = ['sessionIdentity', 'machineIdentity', 'redeemSignInCode', 'SignedIn'];
    for (const name of internal) expect(apiOf(supergraph)).toContain(name);
    for (const name of internal) expect(apiOf(hideInternal(supergraph))).not.toContain(name);
  });

  it('keeps everything else', () => {
    const outside = apiOf(hideInternal(supergraph));
    for (const name of ['me: User', 'enrolMachine', 'runProgress']) expect(outside).toContain(name);
  });
});
