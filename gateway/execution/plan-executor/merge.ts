import { type Data, isData, valueAt } from './data.ts';

/** Joins what a fetch brought into what is there: objects key by key, lists of one length item by item. */
export function mergeInto(target: Data, source: Data): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined) continue;
    if (typeof value !== 'object' || value === null) {
      target[key] = value;
      continue;
    }
    const present = valueAt(target, key);
    if (present === value) continue;
    if (Array.isArray(value)) {
      if (Array.isArray(present) && present.length === value.length) mergeItems(present, value);
      else target[key] = value;
    } else if (isData(present)) mergeInto(present, value as Data);
    else target[key] = value;
  }
}

function mergeItems(target: unknown[], source: readonly unknown[]): void {
  for (let index = 0; index < source.length; index += 1) {
    const present = target[index];
    const value = source[index];
    if (isData(present) && isData(value)) mergeInto(present, value);
    else if (Array.isArray(present) && Array.isArray(value) && present.length === value.length) {
      mergeItems(present, value);
    } else target[index] = value;
  }
}
