const FIRST_ROWS = 256;

/**
 * Numbers per frame in columns that grow: eight bytes a number. An object per frame costs five to ten times as much, and
 * an hour has a hundred thousand frames.
 */
export class NumberColumns<Name extends string> {
  readonly #columns: Map<Name, Float64Array>;
  #length = 0;

  constructor(names: readonly Name[]) {
    this.#columns = new Map(names.map((name) => [name, new Float64Array(FIRST_ROWS)]));
  }

  /** Rows so far. */
  get length(): number {
    return this.#length;
  }

  /** @returns place of the row */
  add(row: Readonly<Record<Name, number>>): number {
    for (const [name, column] of this.#columns) {
      const fitting = this.#length < column.length ? column : grown(column);
      if (fitting !== column) this.#columns.set(name, fitting);
      fitting[this.#length] = row[name];
    }
    return this.#length++;
  }

  /** A column as it stands; a view, not a copy. */
  of(name: Name): Float64Array {
    return this.#columns.get(name)!.subarray(0, this.#length);
  }
}

function grown(column: Float64Array): Float64Array {
  const larger = new Float64Array(2 * column.length);
  larger.set(column);
  return larger;
}
