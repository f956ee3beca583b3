import { useMemo, useSyncExternalStore } from 'react';

function listen(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
}

const useHash = (): string => useSyncExternalStore(listen, () => location.hash);

const pathOf = (hash: string): string[] =>
  (hash.split('?')[0] ?? '')
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);

/** Parts of the address after `#/`, such as `['runs', '<id>']`. */
export function useHashPath(): string[] {
  const hash = useHash();
  return useMemo(() => pathOf(hash), [hash]);
}

/** What a link carries besides the place: the window, a filter, what is chosen. Empty values are left out. */
export type HashSearch = Readonly<Record<string, string | null | undefined>>;

function searchText(search: HashSearch): string {
  const kept = Object.entries(search).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept)}`;
}

/** The address of a place in the app. */
export const hashHref = (...path: string[]): string => `#/${path.map(encodeURIComponent).join('/')}`;

/** The same with filters. */
export const hashHrefWith = (path: string[], search: HashSearch): string =>
  hashHref(...path) + searchText(search);

/**
 * One value of the address after `?`, and how to change it; null leaves it out. Changes leave no step to go back to:
 * a filter is not a place.
 */
export function useHashSearch(name: string): [value: string | null, change: (value: string | null) => void] {
  const hash = useHash();
  const value = new URLSearchParams(hash.split('?')[1] ?? '').get(name);
  const change = (next: string | null) => {
    const now = new URLSearchParams(location.hash.split('?')[1] ?? '');
    goTo(pathOf(location.hash), 'replace', { ...Object.fromEntries(now), [name]: next });
  };
  return [value, change];
}

/** Goes to a place in the app; `replace` leaves no step to go back to. */
export function goTo(path: string[], how: 'push' | 'replace' = 'push', search: HashSearch = {}): void {
  const href = hashHrefWith(path, search);
  if (how === 'push') location.hash = href;
  else {
    history.replaceState(null, '', href);
    dispatchEvent(new HashChangeEvent('hashchange'));
  }
}
