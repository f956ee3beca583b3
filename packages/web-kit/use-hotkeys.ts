import { useEffect, useRef } from 'react';

/** True while keys belong to a field or a control that uses them itself. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** True for a space or an arrow on a control that acts on it. */
function isOwnKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === ' ') return target.closest('button, a, summary, [role="button"], [role="radio"]') !== null;
  return key.startsWith('Arrow') && target.closest('[role="slider"], [role="radiogroup"]') !== null;
}

/**
 * Single-key shortcuts. They rest while a field has the focus, with a modifier held, and while a dialog is open
 * (WCAG 2.1.4 asks that they do not fire from speech or stray typing).
 * @param keys `event.key` to what it does
 */
export function useHotkeys(keys: Record<string, () => void>, isActive = true): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!isActive) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (isTyping(event.target) || isOwnKey(event.target, event.key)) return;
      if (document.querySelector('[role="dialog"]') !== null) return;
      const act = latest.current[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [isActive]);
}
