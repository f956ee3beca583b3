/** What a bench measures: names of metrics with their units, such as `{'platform time': 'ms'}`. */
export type Metrics = Readonly<Record<string, string>>;

/** Values of one measurement by metric. */
export type Measurement = Readonly<Record<string, number>>;

/** One of the things that are compared. */
export interface Subject {
  readonly name: string;
  /** Measures once; called in every round, in turn with the others. */
  measure(): Promise<Measurement>;
}

/** Something measured outside the rounds, several times if it can be. */
export interface SideMeasurement {
  readonly metric: string;
  readonly subject: string;
  readonly values: readonly number[];
}

/** A bench that is set up and can be measured. */
export interface OpenBench {
  readonly subjects: readonly Subject[];
  /** Name of the subject that the others are held against, for all metrics or by metric; absent: no comparison. */
  readonly versus?: string | Readonly<Record<string, string>>;
  readonly side?: readonly SideMeasurement[];
  close(): Promise<void>;
}

/** A bench: `infra/bench/<name>.bench.ts` exports one as its default. */
export interface Bench {
  readonly name: string;
  /** What is measured, in a sentence. */
  readonly what: string;
  readonly metrics: Metrics;
  /** Rounds when nothing is said. */
  readonly rounds: number;
  /** Rounds before the first that counts, default 0. */
  readonly warmUpRounds?: number;
  /** @param say a line about what goes on, for a person who waits */
  open(say: (line: string) => void): Promise<OpenBench>;
}
