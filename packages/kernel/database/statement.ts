/** A prepared statement; `name` is unique within its context. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Declares a prepared statement. Locking statements live alone in `persistence/sql/`. */
export function sql(name: string, text: string): Statement {
  return { name, text };
}
