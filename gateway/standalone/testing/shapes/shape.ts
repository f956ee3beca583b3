import type { ToySubgraph } from '../toy-federation.ts';

export type Row = Record<string, unknown>;

/** An operation that all who answer it must answer alike. */
export interface Ask {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** One thing that federation can do, on a supergraph of its own, and the same graph in one piece to hold it against. */
export interface Shape {
  readonly title: string;
  readonly subgraphs: Readonly<Record<string, ToySubgraph>>;
  /** What the root fields answer where the graph is in one piece; functions take arguments. */
  readonly world: Readonly<Row>;
  readonly asks: readonly (string | Ask)[];
  /** Where Apollo's own executor answers something else than the graph in one piece, and what. */
  readonly apolloDiffers?: string;
  /** Why generated operations are not held against the graph in one piece: what Apollo's planner does wrong. */
  readonly plannerErrs?: string;
}

/** A reference resolver that finds rows by a key; answers copies, since what it answers is marked with its type. */
export const byKey =
  (rows: readonly Row[], ...keys: readonly string[]) =>
  async (reference: Row): Promise<Row | null> => {
    const found = rows.find((row) => keys.every((key) => row[key] === reference[key]));
    return found ? { ...found } : null;
  };

/** A reference resolver of a subgraph that has nothing of its own but computes from what it was given. */
export const asGiven = async (reference: Row): Promise<Row> => ({ ...reference });
