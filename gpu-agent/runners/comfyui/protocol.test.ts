import { describe, expect, it } from 'vitest';
import { readMessage, readPreview } from './protocol.ts';

const PICTURE = Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]);
const u32 = (value: number): number[] =>
  [value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 255);
const binary = (...parts: (number[] | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
const text = (value: string): number[] => [...new TextEncoder().encode(value)];

describe('a binary message', () => {
  it('is a picture, with or without who drew it', () => {
    expect(readPreview(binary(u32(1), u32(1), PICTURE))).toEqual({
      mediaType: 'image/jpeg',
      bytes: PICTURE,
      nodeId: null,
    });
    expect(readPreview(binary(u32(1), u32(2), PICTURE))?.mediaType).toBe('image/png');
    const metadata = text('{"image_type":"image/png","node_id":"11"}');
    expect(readPreview(binary(u32(4), u32(metadata.length), metadata, PICTURE))).toEqual({
      mediaType: 'image/png',
      bytes: PICTURE,
      nodeId: '11',
    });
  });

  it('of another kind, or cut off, is passed over', () => {
    expect(readPreview(binary(u32(3), u32(0), text('progress')))).toBeNull();
    expect(readPreview(binary(u32(1)))).toBeNull();
    expect(readPreview(binary(u32(4), u32(500), text('{}')))).toBeNull();
  });

  it('with a description that cannot be read is a picture all the same', () => {
    const broken = text('{"node_id":');
    expect(readPreview(binary(u32(4), u32(broken.length), broken, PICTURE))).toMatchObject({
      nodeId: null,
      bytes: PICTURE,
    });
  });
});

it('a text message that is no JSON, or of no known kind, is passed over', () => {
  for (const message of ['{', '[]', '{"type":"crystools.monitor","data":{}}'])
    expect(readMessage(message)).toBeNull();
});
