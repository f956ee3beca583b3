import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { SupergraphFile } from '../execution/supergraph-file.ts';
import { StandaloneGateway } from './standalone-gateway.ts';
import { FEDERATION_CASES } from './testing/federation-cases.ts';
import { federation2, ToyFederation, type ToySubgraph } from './testing/toy-federation.ts';

const log = pino({ level: 'silent' });
const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function federation(subgraphs: Readonly<Record<string, ToySubgraph>>): Promise<ToyFederation> {
  const opened = await ToyFederation.open(subgraphs);
  closers.push(() => opened.close());
  return opened;
}

async function serve(supergraphSdl: string) {
  const gateway = StandaloneGateway.load({ supergraphSdl, log, port: 0 });
  const port = await gateway.start();
  closers.push(() => gateway.stop());
  const ask = async (
    query: string,
  ): Promise<{ data?: unknown; errors?: { message: string; path?: unknown[] }[] }> => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as never;
  };
  return { gateway, port, ask };
}

describe('a gateway of any supergraph', () => {
  it.each(FEDERATION_CASES)('$title', async ({ subgraphs, asks }) => {
    const { supergraphSdl } = await federation(subgraphs);
    const { ask } = await serve(supergraphSdl);
    for (const { query, data, hasErrors = false } of asks) {
      const answer = await ask(query);
      expect(answer.data, query).toEqual(data);
      expect(answer.errors !== undefined, `${query} ${JSON.stringify(answer.errors)}`).toBe(hasErrors);
    }
  });

  it('answers what it can while a subgraph is down, and says where something is missing', async () => {
    const up = await federation({
      up: { sdl: federation2('type Query { here: Int }'), resolvers: { Query: { here: () => 1 } } },
    });
    const both = up.supergraphSdl;
    const down = await ToyFederation.open({
      up: { sdl: federation2('type Query { here: Int }'), resolvers: {} },
      down: { sdl: federation2('type Query { there: Int }'), resolvers: {} },
    });
    await down.close();
    const address = /up", url: "([^"]+)"|UP @join__graph\(name: "up", url: "([^"]+)"/.exec(both)!;
    const sdl = down.supergraphSdl.replace(/(name: "up", url: ")[^"]+/, `$1${address[1] ?? address[2]}`);
    const { ask } = await serve(sdl);
    const { data, errors } = await ask('{ here there }');
    expect(data).toEqual({ here: 1, there: null });
    expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
  });

  it('refuses a supergraph whose authorization nobody enforces here', async () => {
    const { supergraphSdl } = await federation({
      one: {
        sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])
          type Query { secret: Int @authenticated }`,
        resolvers: {},
      },
    });
    expect(() => StandaloneGateway.load({ supergraphSdl, log, port: 0 })).toThrow(/authenticated/);
  });
});

describe('a supergraph in a file', () => {
  const number = (value: number, more = ''): Record<string, ToySubgraph> => ({
    one: {
      sdl: federation2(`type Query { number: Int ${more} }`),
      resolvers: { Query: { number: () => value, added: () => value } },
    },
  });
  const folder = () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'supergraph-'));
    closers.push(() => rmSync(dir, { recursive: true }));
    return { file: path.join(dir, 'supergraph.graphql'), lastGoodFile: path.join(dir, 'last-good.graphql') };
  };

  it('is reloaded under traffic without a failed request, and a broken one changes nothing', async () => {
    const old = await federation(number(1));
    const next = await federation(number(2, 'added: Int'));
    const { file, lastGoodFile } = folder();
    writeFileSync(file, old.supergraphSdl);
    const source = new SupergraphFile({ file, lastGoodFile, log });
    const { gateway, ask } = await source.start((sdl) => serve(sdl));
    let reloads = 0;
    let refused = 0;
    closers.push(
      source.watch(async (sdl) => {
        try {
          await gateway.reload(sdl);
          reloads += 1;
        } catch (error) {
          refused += 1;
          throw error;
        }
      }),
    );
    let isOver = false;
    let answered = 0;
    const traffic = Array.from({ length: 6 }, async () => {
      while (!isOver) {
        const answer = await ask('{ number }');
        expect(answer).toEqual({ data: { number: expect.toBeOneOf([1, 2]) } });
        answered += 1;
      }
    });
    const until = async (isSo: () => boolean): Promise<void> => {
      while (!isSo()) await ask('{ number }');
    };
    writeFileSync(file, next.supergraphSdl);
    await until(() => reloads >= 1);
    expect(await ask('{ added }')).toEqual({ data: { added: 2 } });
    writeFileSync(file, 'type Query { broken');
    await until(() => refused >= 1);
    expect(await ask('{ added }')).toEqual({ data: { added: 2 } });
    writeFileSync(file, old.supergraphSdl);
    await until(() => reloads >= 2);
    isOver = true;
    await Promise.all(traffic);
    expect(answered).toBeGreaterThan(100);
    expect((await ask('{ added }')).errors).toBeDefined();
  });

  it('is replaced by the last good one at the start when it is broken', async () => {
    const { supergraphSdl } = await federation(number(1));
    const { file, lastGoodFile } = folder();
    writeFileSync(file, supergraphSdl);
    await new SupergraphFile({ file, lastGoodFile, log }).start((sdl) => serve(sdl));
    copyFileSync(file, `${file}.copy`);
    writeFileSync(file, 'half of a fi');
    const { ask } = await new SupergraphFile({ file, lastGoodFile, log }).start((sdl) => serve(sdl));
    expect(await ask('{ number }')).toEqual({ data: { number: 1 } });
    expect(readFileSync(lastGoodFile, 'utf8')).toBe(supergraphSdl);
    rmSync(lastGoodFile);
    await expect(
      new SupergraphFile({ file, lastGoodFile, log }).start((sdl) => serve(sdl)),
    ).rejects.toThrow();
  });
});
