import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { ChunkedBody, type ChunkSigning } from './chunked-body.ts';
import { scopeText, signingKey } from './signature.ts';

// Amazon S3 API Reference, "Transferring Payload in Multiple Chunks", the worked example: 66 560 times "a".
const scope = { date: '20130524', region: 'us-east-1', service: 's3' };
const signing: ChunkSigning = {
  key: signingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', scope),
  timestamp: '20130524T000000Z',
  scope: scopeText(scope),
  seedSignature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
};
const first = 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648';
const second = '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497';
const last = 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9';
const body =
  `10000;chunk-signature=${first}\r\n${'a'.repeat(65_536)}\r\n` +
  `400;chunk-signature=${second}\r\n${'a'.repeat(1024)}\r\n0;chunk-signature=${last}\r\n\r\n`;

function decode(text: string, withSigning: ChunkSigning | null, pieceBytes = 1_000): Promise<Buffer> {
  const bytes = Buffer.from(text, 'latin1');
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
    bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  const decoder = new ChunkedBody(withSigning);
  const source = Readable.from(pieces);
  source.on('error', (error) => decoder.destroy(error));
  return buffer(source.pipe(decoder));
}

test("accepts AWS's documented signed chunks, however the bytes arrive", async () => {
  for (const pieceBytes of [1, 7, 1_000, 100_000]) {
    expect((await decode(body, signing, pieceBytes)).toString()).toBe('a'.repeat(66_560));
  }
});

test('refuses a chunk that was changed on the way', async () => {
  await expect(decode(body.replace('aa\r\n400', 'ab\r\n400'), signing)).rejects.toThrow(
    'does not match its signature',
  );
});

test('refuses a body that ends before its last chunk', async () => {
  await expect(decode(body.slice(0, 66_000), signing)).rejects.toThrow('ends early');
  await expect(decode('5\r\nhello\r\n', null)).rejects.toThrow('ends early');
});

test('keeps the trailers of an unsigned chunked body', async () => {
  const decoder = new ChunkedBody(null);
  const text = '5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n';
  expect((await buffer(Readable.from([Buffer.from(text)]).pipe(decoder))).toString()).toBe('hello world');
  expect(decoder.trailers.get('x-amz-checksum-crc32')).toBe('DUoRhQ==');
});

test('refuses a size that is no hexadecimal number', async () => {
  await expect(decode('zz\r\nhello\r\n0\r\n\r\n', null)).rejects.toThrow('malformed');
});
