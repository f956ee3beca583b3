/** One output to be judged: local files, and what was to be made of the footage. */
export interface JudgedOutput {
  id: string;
  footagePath: string;
  outputPath: string;
  examplePath: string;
  effectTypeId: string;
}

/** Somebody who says how good outputs are: the measuring evaluator, or a model. The port. */
export interface Judge {
  /** Pinned on whatever it says; another version is another judge. */
  readonly version: string;
  readonly kind: 'measured' | 'model';
  /** 0..1, higher is better. @throws whatever hinders it */
  score(output: JudgedOutput, signal: AbortSignal): Promise<number>;
  /** Which of two outputs of the same footage is better, shown in this order. */
  prefer(
    first: JudgedOutput,
    second: JudgedOutput,
    signal: AbortSignal,
  ): Promise<'first' | 'second' | 'neither'>;
}
