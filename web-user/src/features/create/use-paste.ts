import { useEffect, useRef } from 'react';
import { type Pasted, pastedIn } from './pasted.ts';

/** Calls back with clips or a link pasted anywhere on the page but into a field. */
export function usePaste(onPaste: (pasted: Pasted) => void): void {
  const latest = useRef(onPaste);
  latest.current = onPaste;
  useEffect(() => {
    const onEvent = (event: ClipboardEvent) => {
      const { target, clipboardData } = event;
      if (target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]')) return;
      const pasted = clipboardData === null ? null : pastedIn(clipboardData);
      if (pasted === null) return;
      event.preventDefault();
      latest.current(pasted);
    };
    addEventListener('paste', onEvent);
    return () => removeEventListener('paste', onEvent);
  }, []);
}
