import { providers as en } from '../../words/en/providers.ts';

/** Whose work a provider may be kept for. */
export const BUDGET_CONTEXTS = [
  { value: 'user_run', label: en.peoplesRuns },
  { value: 'system_test', label: en.tests },
  { value: 'benchmark', label: en.benchmarks },
];

/** The same in words; none: everybody's. */
export const contextWords = (contexts: readonly string[] | null | undefined): string =>
  contexts == null || contexts.length === 0
    ? en.everybodys
    : contexts.map((one) => BUDGET_CONTEXTS.find(({ value }) => value === one)?.label ?? one).join(', ');
