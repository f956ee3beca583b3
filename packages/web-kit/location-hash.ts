import { useSyncExternalStore } from 'react';

function listen(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
}

/** Parts of the address after `#/`, such as `['runs', '<id>']`. */
export function useHashPath(): string[] {
  const hash = useSyncExternalStore(listen, () => location.hash);
  return hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
}

/** The address of a place in the app. */
export const hashHref = (...path: string[]): string => `#/${path.map(encodeURIComponent).join('/')}`;

/** Goes to a place in the app; `replace` leaves no step to go back to. */
export function goTo(path: string[], how: 'push' | 'replace' = 'push'): void {
  const href = hashHref(...path);
  if (how === 'push') location.hash = href;
  else {
    history.replaceState(null, '', href);
    dispatchEvent(new HashChangeEvent('hashchange'));
  }
}
