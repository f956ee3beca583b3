/** An option of a judgement, as `--name` on the command line. */
export interface JudgementOption {
  /** What it stands for in the usage, such as `DIR`. */
  readonly value: string;
  readonly what: string;
  readonly isRequired?: boolean;
}

/** How good something is at its task, by a scoring of its own: a bench without times. */
export interface Judgement {
  readonly name: string;
  /** What is judged, in a sentence. */
  readonly what: string;
  readonly options: Readonly<Record<string, JudgementOption>>;
  /** @param say a line about what goes on, for a person who waits */
  judge(
    options: Readonly<Record<string, string | undefined>>,
    say: (line: string) => void,
  ): Promise<{ json: object; text: string }>;
}

/** `infra/bench/<name>.bench.ts` exports either kind as its default. */
export const isJudgement = (bench: object): bench is Judgement => 'judge' in bench;
