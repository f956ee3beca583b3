import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { ffmpegPath } from '@effect-studio/media/ffmpeg/binaries';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ExecutionResult, parse, subscribe } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinkPorts } from './fetching/link-ports.ts';
import { intakeSubgraph } from './subgraph.ts';
import { LinkServer, worldOf } from './testing/link-server.ts';

let studio: TestStudio;
let server: LinkServer;
let clip: Buffer;
const world: LinkPorts = worldOf({}, { maxBytes: 4_000_000 });
const resolver = {
  resolve: async (page: URL) => `http://clips.example:${server.port}${page.pathname}`,
};

beforeAll(async () => {
  studio = await TestStudio.open([intakeSubgraph(world)]);
  server = await LinkServer.open();
  const folder = await mkdtemp(join(tmpdir(), 'links-test-'));
  const path = join(folder, 'clip.mp4');
  const source = ['-f', 'lavfi', '-i', 'testsrc=s=160x120:r=25:d=1', '-c:v', 'libx264'];
  await promisify(execFile)(ffmpegPath(), ['-v', 'error', ...source, path]);
  clip = await readFile(path);
  await rm(folder, { recursive: true });
});
afterAll(async () => {
  await server.close();
  await studio.close();
});

const FIELDS =
  'id fileName status width receivedBytes expectedBytes proxyUrl rejection { reason humanReadableCause suggestedAction }';

interface Answer {
  __typename: string;
  id: string;
  fileName: string;
  status: string;
  width: number | null;
  receivedBytes: string | null;
  expectedBytes: string | null;
  proxyUrl: string | null;
  reason?: string;
  rejection: { reason: string; humanReadableCause: string } | null;
}

async function ingest(caller: Caller, url: string, idempotencyKey = newId()): Promise<Answer> {
  const { data, errors } = await studio.execute<{ ingestLink: Answer }>(
    'intake',
    caller,
    `mutation ($input: IngestLinkInput!) { ingestLink(input: $input) { __typename ... on Video { ${FIELDS} } ... on LinkRefused { reason humanReadableCause suggestedAction } ... on Problem { title } } }`,
    { input: { url, idempotencyKey } },
  );
  expect(errors).toBeUndefined();
  return data!.ingestLink;
}

async function look(caller: Caller, id: string): Promise<Answer> {
  const { data } = await studio.execute<{ video: Answer }>(
    'intake',
    caller,
    `query ($id: ID!) { video(id: $id) { ${FIELDS} } }`,
    { id },
  );
  return data!.video;
}

async function arrives(caller: Caller, url: string): Promise<Answer> {
  const { id } = await ingest(caller, url);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await studio.settle();
    studio.clock.advance(5_000);
  }
  return look(caller, id);
}

const leftInStore = async (): Promise<string[]> => {
  const { storage } = studio.call('intake');
  const { rows } = await studio.ownerPool.query<{ object_key: string }>(
    'select object_key from intake.link_fetch',
  );
  const mine = new Set(rows.map((row) => row.object_key));
  const left: string[] = [];
  for await (const { key } of storage.list('uploads/')) if (mine.has(key)) left.push(key);
  for await (const { key } of storage.listMultiparts('uploads/')) if (mine.has(key)) left.push(key);
  return left;
};

describe('a pasted link', () => {
  it('becomes a ready clip like an uploaded one, and its address is forgotten', async () => {
    const anna = creator();
    const link = server.serveBytes('/films/My%20clip.mp4', clip, { 'content-type': 'text/plain' });
    const begun = await ingest(anna, `  ${link}?token=secret `);
    expect(begun).toMatchObject({
      status: 'UPLOADING',
      fileName: 'My clip.mp4',
      receivedBytes: '0',
      expectedBytes: null,
    });
    server.serveBytes('/films/My%20clip.mp4?token=secret', clip);
    await studio.settle();
    const video = await look(anna, begun.id);
    expect(video).toMatchObject({ status: 'READY', width: 160, receivedBytes: null, rejection: null });
    expect((await fetch(video.proxyUrl!)).status).toBe(200);
    const { rows } = await studio.ownerPool.query(
      'select url, status from intake.link_fetch where video_id = $1',
      [begun.id],
    );
    expect(rows).toEqual([{ url: null, status: 'FETCHED' }]);
    expect(await leftInStore()).toEqual([]);
    expect(await studio.deadLetters()).toEqual([]);
  });

  it('is refused at once, with nothing asked or stored, when it can be told from the link', async () => {
    const asked = server.requests.length;
    for (const [link, reason] of [
      ['ftp://clips.example/a.mp4', 'SCHEME'],
      ['http://10.0.0.1/a.mp4', 'PRIVATE_ADDRESS'],
      [`http://0x7f.2:${server.port}/clip.mp4`, 'PRIVATE_ADDRESS'],
      ['https://www.tiktok.com/@anna/video/1', 'PLATFORM'],
      ['nonsense', 'MALFORMED'],
    ] as const) {
      expect(await ingest(creator(), link)).toMatchObject({ __typename: 'LinkRefused', reason });
    }
    expect(server.requests).toHaveLength(asked);
  });

  it('answers the same clip to the same key', async () => {
    const [anna, key, link] = [creator(), newId(), server.serveBytes('/same.mp4', clip)];
    const answers = await Promise.all(Array.from({ length: 4 }, () => ingest(anna, link, key)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  });

  it('leaves a refused clip with the reason, and nothing in the store, when it leads to no clip', async () => {
    const anna = creator();
    const chunk = Buffer.concat([clip.subarray(0, 5_000), Buffer.alloc(95_000)]);
    for (const [link, reason] of [
      [server.redirect('/inside', 'http://169.254.169.254/'), 'LINK_REFUSED'],
      [server.serveBytes('/page.mp4', Buffer.from('<html>')), 'NOT_A_VIDEO'],
      [server.serveEndless('/endless', chunk), 'TOO_LARGE'],
      [server.serve('/down', (response) => void response.writeHead(503).end()), 'LINK_UNREACHABLE'],
    ] as const) {
      const video = await arrives(anna, link);
      expect(video).toMatchObject({ status: 'REJECTED', rejection: { reason } });
    }
    expect(server.requests.filter((request) => request.endsWith(' /down'))).toHaveLength(3);
    expect(await leftInStore()).toEqual([]);
    expect(await studio.deadLetters()).toEqual([]);
  });

  it('is tried again after a server that was away for a moment', async () => {
    let asked = 0;
    const link = server.serve('/shaky.mp4', (response) => {
      asked += 1;
      if (asked === 1) response.destroy();
      else response.writeHead(200).end(clip);
    });
    expect(await arrives(creator(), link)).toMatchObject({ status: 'READY' });
  });

  it('tells subscribers how much has come, and that it is ready', async () => {
    const anna = creator();
    const gate = Promise.withResolvers<void>();
    const link = server.serve('/slow.mp4', (response) => {
      response.writeHead(200, { 'content-length': clip.length }).write(clip.subarray(0, 5_000));
      void gate.promise.then(() => response.end(clip.subarray(5_000)));
    });
    const { id } = await ingest(anna, link);
    const followed = (await subscribe({
      schema: studio.schemaOf('intake'),
      document: parse(`subscription ($id: ID!) { videoChanged(id: $id) { ... on Video { ${FIELDS} } } }`),
      variableValues: { id },
      contextValue: studio.call('intake', anna),
    })) as AsyncGenerator<ExecutionResult<{ videoChanged: Answer }>>;
    const first = followed.next();
    const settled = studio.settle();
    const arriving = (await first).value as ExecutionResult<{ videoChanged: Answer }>;
    expect(arriving.data!.videoChanged).toMatchObject({
      status: 'UPLOADING',
      receivedBytes: '5000',
      expectedBytes: String(clip.length),
    });
    gate.resolve();
    await settled;
    await followed.return(undefined);
  });
});

describe('a page of a platform', () => {
  it('is fetched by the file that the resolver finds, wherever that lies, as long as it is public', async () => {
    const ports = { ...worldOf(), policy: { ...world.policy, hosts: ['allowed.example'] }, resolver };
    const resolving = await TestStudio.open([intakeSubgraph(ports)]);
    try {
      server.serveBytes('/@anna/video/1', clip);
      const anna = creator();
      const document =
        'mutation ($input: IngestLinkInput!) { ingestLink(input: $input) { __typename ... on Video { id } } }';
      const ask = async (url: string) => {
        const input = { url, idempotencyKey: newId() };
        const { data } = await resolving.execute<{ ingestLink: { __typename: string } }>(
          'intake',
          anna,
          document,
          { input },
        );
        return data!.ingestLink.__typename;
      };
      expect(await ask('https://www.tiktok.com/@anna/video/1')).toBe('Video');
      expect(await ask('https://elsewhere.example/a.mp4')).toBe('LinkRefused');
      await resolving.settle();
      const { rows } = await resolving.ownerPool.query('select status from intake.video');
      expect(rows).toEqual([{ status: 'READY' }]);
    } finally {
      await resolving.close();
    }
  });
});
