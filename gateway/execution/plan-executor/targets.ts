import type { ResponsePath } from '@apollo/query-planner';
import { type Data, type Path, valueAt } from './data.ts';

/**
 * Where a part of a plan applies, such as `products.@.reviews.@`. Lists are walked wherever they stand, so
 * only names count.
 */
export class TargetPath {
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    this.names = names;
  }

  extended(path: ResponsePath): TargetPath {
    return new TargetPath([...this.names, ...path.map(String).filter((element) => element !== '@')]);
  }

  /** The objects that stand there, in the order of the response; nulls are left out. */
  collect(root: Data): Data[] {
    const found: Data[] = [];
    collect(root, this.names, 0, found);
    return found;
  }

  /** The place of each object of {@link collect}, in the same order. For errors only. */
  places(root: Data): Path[] {
    const found: Path[] = [];
    place(root, this.names, 0, [], found);
    return found;
  }

  /** The part of the path that is a place by itself: what lies before the first list. */
  prefix(root: Data): Path {
    const place: string[] = [];
    let value: unknown = root;
    for (const name of this.names) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) break;
      place.push(name);
      value = valueAt(value as Data, name);
    }
    return place;
  }
}

function collect(value: unknown, names: readonly string[], at: number, found: Data[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, names, at, found);
  } else if (at === names.length) found.push(value as Data);
  else collect(valueAt(value as Data, names[at]!), names, at + 1, found);
}

function place(
  value: unknown,
  names: readonly string[],
  at: number,
  path: (string | number)[],
  found: Path[],
): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) place(item, names, at, [...path, index], found);
  } else if (at === names.length) found.push(path);
  else place(valueAt(value as Data, names[at]!), names, at + 1, [...path, names[at]!], found);
}
