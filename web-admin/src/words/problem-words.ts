import type { ProblemWords } from '@effect-studio/web-kit/graph/use-command.ts';

/** True for an answer that is a refusal. */
export const isProblem = (answer: object | null | undefined): answer is ProblemWords =>
  answer != null && 'humanReadableCause' in answer;
