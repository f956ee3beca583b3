import { execute, parse, validate } from 'graphql';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { generateOperation } from '../execution/differential/generate-operation.ts';
import { Random } from '../execution/differential/random.ts';
import { LoadedSupergraph } from '../execution/planning/supergraph.ts';
import { StandaloneGateway } from './standalone-gateway.ts';
import { SHAPES } from './testing/shapes/all-shapes.ts';
import { byApollo } from './testing/shapes/by-apollo.ts';
import type { Ask, Shape } from './testing/shapes/shape.ts';
import { ToyFederation } from './testing/toy-federation.ts';

const GENERATED = 40;
const SEED = Number(process.env.SHAPES_SEED ?? 20_261_127);
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Answer = { data?: unknown; errors?: { message: string }[] };

/** The gateway over the shape's subgraphs, Apollo's executor over the same, and the graph in one piece. */
async function open({ subgraphs, world }: Shape) {
  const federation = await ToyFederation.open(subgraphs);
  closers.push(() => federation.close());
  const { supergraphSdl } = federation;
  const gateway = StandaloneGateway.load({ supergraphSdl, log: pino({ level: 'silent' }), port: 0 });
  const port = await gateway.start();
  closers.push(() => gateway.stop());
  const loaded = LoadedSupergraph.load(supergraphSdl);
  return {
    loaded,
    apollo: byApollo(supergraphSdl),
    ours: async (ask: Ask): Promise<Answer> => {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(ask),
      });
      return (await response.json()) as Answer;
    },
    inOnePiece: async ({ query, variables }: Ask): Promise<Answer> => {
      const schema = loaded.schema;
      const answer = await execute({
        schema,
        document: parse(query),
        rootValue: world,
        variableValues: variables,
      });
      return JSON.parse(JSON.stringify(answer)) as Answer;
    },
  };
}

describe('a federated graph answers as the same graph in one piece, and as Apollo’s executor', () => {
  it.each(SHAPES)('$title', async (shape) => {
    const { ours, apollo, inOnePiece } = await open(shape);
    for (const one of shape.asks) {
      const ask: Ask = typeof one === 'string' ? { query: one } : one;
      const expected = await inOnePiece(ask);
      expect(expected.errors, ask.query).toBeUndefined();
      expect(JSON.stringify(await ours(ask)), ask.query).toBe(JSON.stringify(expected));
      const theirs = await apollo(ask);
      if (!shape.apolloDiffers) expect(theirs, ask.query).toEqual(expected);
    }
  });
});

describe(`${GENERATED} generated operations are answered as by the same graph in one piece`, () => {
  it.each(SHAPES.filter(({ plannerErrs }) => !plannerErrs))('$title', async (shape) => {
    const { loaded, ours, inOnePiece } = await open(shape);
    const random = new Random(SEED);
    let compared = 0;
    for (let tried = 0; tried < GENERATED * 20 && compared < GENERATED; tried += 1) {
      const { text: query, variables } = generateOperation(loaded.schema, random);
      const document = parse(query);
      if (validate(loaded.schema, document).length > 0 || !canBePlanned(loaded, document)) continue;
      const expected = await inOnePiece({ query, variables });
      // Arguments that are made up may be wrong, and then there is nothing to compare.
      if (expected.errors) continue;
      const answer = await ours({ query, variables });
      expect(JSON.stringify(answer), `seed ${SEED}: ${query} ${JSON.stringify(variables)}`).toBe(
        JSON.stringify(expected),
      );
      compared += 1;
    }
    expect(compared).toBe(GENERATED);
  });
});

function canBePlanned(loaded: LoadedSupergraph, document: ReturnType<typeof parse>): boolean {
  try {
    loaded.plan(document, 'Generated');
    return true;
  } catch {
    return false;
  }
}
