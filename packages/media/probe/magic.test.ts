import { describe, expect, it } from 'vitest';
import { containerOf } from './magic.ts';

const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

describe('containerOf', () => {
  it.each([
    ['mp4', ascii('\0\0\0\x20ftypisom')],
    ['mp4', ascii('\0\0\0\x08wide\0\0\0\0mdat')],
    ['matroska', Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3)],
    ['avi', ascii('RIFF\0\0\0\0AVI LIST')],
    ['flv', ascii('FLV\x01\x05')],
    ['ogg', ascii('OggS\0\x02')],
    ['mpegts', Uint8Array.from({ length: 4_096 }, (_, i) => (i % 188 === 0 ? 0x47 : 1))],
    ['mpegts', Uint8Array.from({ length: 4_096 }, (_, i) => (i % 192 === 4 ? 0x47 : 1))],
  ])('recognises %s by its first bytes', (container, bytes) => {
    expect(containerOf(bytes)).toBe(container);
  });

  it('recognises nothing in playlists, pictures, sound and emptiness', () => {
    for (const text of ['#EXTM3U\n', '\x89PNG\r\n\x1a\n', 'RIFF\0\0\0\0WAVE', 'ID3\x04', '']) {
      expect(containerOf(ascii(text))).toBeNull();
    }
  });
});
