import { canonicalJson, type JsonObject, type JsonValue } from './canonical-json.ts';

/** One difference between two documents. `path` is dotted, with list places as numbers; empty for the whole. */
export interface JsonChange {
  path: string;
  kind: 'ADDED' | 'CHANGED' | 'REMOVED';
  before: JsonValue;
  after: JsonValue;
}

/** What differs between two documents, in the order of the paths; lists are compared place by place. */
export function jsonChanges(before: JsonValue, after: JsonValue, path = ''): JsonChange[] {
  if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    const [left, right] = [membersOf(before), membersOf(after)];
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort(byPlace);
    return keys.flatMap((key) => {
      const at = path === '' ? key : `${path}.${key}`;
      if (!Object.hasOwn(left, key))
        return [{ path: at, kind: 'ADDED' as const, before: null, after: right[key]! }];
      if (!Object.hasOwn(right, key))
        return [{ path: at, kind: 'REMOVED' as const, before: left[key]!, after: null }];
      return jsonChanges(left[key]!, right[key]!, at);
    });
  }
  if (canonicalJson(before) === canonicalJson(after)) return [];
  return [{ path, kind: 'CHANGED', before, after }];
}

const isContainer = (value: JsonValue): boolean => value !== null && typeof value === 'object';

const membersOf = (value: JsonValue): JsonObject =>
  Array.isArray(value)
    ? Object.fromEntries(value.map((item, place) => [String(place), item as JsonValue]))
    : (value as JsonObject);

/** Places of lists as numbers, names as words. */
function byPlace(a: string, b: string): number {
  const [left, right] = [Number(a), Number(b)];
  if (Number.isInteger(left) && Number.isInteger(right)) return left - right;
  return a < b ? -1 : a > b ? 1 : 0;
}
