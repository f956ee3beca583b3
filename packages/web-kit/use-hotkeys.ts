import { useEffect, useRef } from 'react';
import { areSingleKeysOn } from './single-keys.ts';

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

/** A second key has to follow the first of a chord within this time. */
const CHORD_MS = 1_200;

/**
 * Single-key shortcuts, and chords of two such as `g m`. They rest while a field has the focus, with a modifier held,
 * while a dialog is open, and when the person turned them off (WCAG 2.1.4).
 * @param keys `event.key`, or two of them with a space between, to what it does; arrows with shift are `shift ArrowLeft` and the like
 */
export function useHotkeys(keys: Record<string, () => void>, isActive = true): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!isActive) return;
    let first: { key: string; atMs: number } | null = null;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !areSingleKeysOn()) return;
      if (event.defaultPrevented || isTyping(event.target) || isOwnKey(event.target, event.key)) return;
      if (document.querySelector('[role="dialog"]') !== null) return;
      const isChord = first !== null && event.timeStamp - first.atMs < CHORD_MS;
      const pressed = event.shiftKey && event.key.startsWith('Arrow') ? `shift ${event.key}` : event.key;
      const name = isChord ? `${first?.key} ${event.key}` : pressed;
      first = null;
      const act = latest.current[name];
      if (act === undefined) {
        const begins = Object.keys(latest.current).some((known) => known.startsWith(`${event.key} `));
        if (!isChord && begins) first = { key: event.key, atMs: event.timeStamp };
        return;
      }
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [isActive]);
}
