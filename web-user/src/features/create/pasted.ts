/** What somebody pasted or dropped, as far as it can become a clip. */
export type Pasted = { kind: 'files'; files: File[] } | { kind: 'link'; url: string };

/** An address that a clip can be fetched from; null when the text is none. @param text trimmed first */
export function linkIn(text: string): string | null {
  const word = text.trim();
  if (/\s/.test(word) || !/^https?:\/\//i.test(word)) return null;
  return URL.canParse(word) ? word : null;
}

/** Reads what was pasted or dropped: files first, else a link; null when it is neither. */
export function pastedIn(data: Pick<DataTransfer, 'files' | 'getData'>): Pasted | null {
  const files = [...data.files].filter(({ type, name }) => /^video\//.test(type) || /\.\w{2,4}$/.test(name));
  if (files.length > 0) return { kind: 'files', files };
  const url = linkIn(data.getData('text/uri-list').split('\n')[0] || data.getData('text/plain'));
  return url === null ? null : { kind: 'link', url };
}

/** The name under which a link is shown: its file, else its host. */
export function linkName(url: string): string {
  const { pathname, host } = new URL(url);
  const file = pathname.split('/').at(-1) ?? '';
  try {
    return file === '' ? host : decodeURIComponent(file);
  } catch {
    return file;
  }
}
