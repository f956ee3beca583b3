import { expect, it } from 'vitest';
import { linkIn, linkName, pastedIn } from './pasted.ts';

const data = (files: File[], texts: Record<string, string> = {}) => ({
  files: Object.assign([...files], { item: (index: number) => files[index] ?? null }) as unknown as FileList,
  getData: (format: string) => texts[format] ?? '',
});

it('takes a link only when it is the whole of what was pasted', () => {
  expect(linkIn('  https://example.org/a.mp4\n')).toBe('https://example.org/a.mp4');
  expect(linkIn('see https://example.org/a.mp4')).toBeNull();
  expect(linkIn('ftp://example.org/a.mp4')).toBeNull();
  expect(linkIn('https://')).toBeNull();
});

it('prefers files, all of them, to the text beside them', () => {
  const clips = [new File([''], 'a.mp4', { type: 'video/mp4' }), new File([''], 'b.mov')];
  expect(pastedIn(data(clips, { 'text/plain': 'https://example.org/c.mp4' }))).toEqual({
    kind: 'files',
    files: clips,
  });
  expect(pastedIn(data([], { 'text/plain': 'https://example.org/c.mp4' }))).toEqual({
    kind: 'link',
    url: 'https://example.org/c.mp4',
  });
  expect(pastedIn(data([], { 'text/plain': 'just words' }))).toBeNull();
});

it('names a link by its file, or by its host', () => {
  expect(linkName('https://example.org/clips/warm%20dusk.mp4?x=1')).toBe('warm dusk.mp4');
  expect(linkName('https://example.org/')).toBe('example.org');
  expect(linkName('https://example.org/%ZZ.mp4')).toBe('%ZZ.mp4');
});
