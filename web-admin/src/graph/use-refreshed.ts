import { useEffect, useRef } from 'react';

/**
 * Reads a query again when the books changed, at most every `everyMs` milliseconds: for values that have no feed
 * of their own.
 * @param version changes with the books; null while it is not known
 */
export function useRefreshed(version: string | null, read: () => void, everyMs = 3_000): void {
  const latest = useRef(read);
  latest.current = read;
  const readAtMs = useRef(performance.now());
  useEffect(() => {
    if (version === null) return;
    const waitMs = Math.max(0, readAtMs.current + everyMs - performance.now());
    const timer = setTimeout(() => {
      readAtMs.current = performance.now();
      latest.current();
    }, waitMs);
    return () => clearTimeout(timer);
  }, [version, everyMs]);
}
