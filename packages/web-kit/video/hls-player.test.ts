import { expect, it } from 'vitest';
import { addressOfPlaylist, textOfDataAddress } from './hls-player.ts';

it('reads a playlist out of a data address, whatever it is written in', () => {
  const playlist = '#EXTM3U\n# Grüße\nhttp://127.0.0.1:9000/a.mp4?X=1\n';
  expect(textOfDataAddress(addressOfPlaylist(playlist))).toBe(playlist);
});

it('reads nothing else', () => {
  expect(textOfDataAddress('https://example.org/a.m3u8')).toBeNull();
  expect(textOfDataAddress('data:text/plain,hello')).toBeNull();
});
