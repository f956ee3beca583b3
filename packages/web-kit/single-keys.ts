import { useSyncExternalStore } from 'react';

const NAME = 'es-single-keys';
const listeners = new Set<() => void>();

/** Whether shortcuts of a single letter act; kept on this device, on unless turned off. */
export function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(NAME) !== 'off';
  } catch {
    return true;
  }
}

/** The same for a page, and how to change it. */
export function useSingleKeys(): [isOn: boolean, change: (isOn: boolean) => void] {
  const isOn = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, areSingleKeysOn);
  const change = (next: boolean) => {
    try {
      localStorage.setItem(NAME, next ? 'on' : 'off');
    } catch {
      // Without storage the shortcuts stay on.
    }
    for (const listener of listeners) listener();
  };
  return [isOn, change];
}
