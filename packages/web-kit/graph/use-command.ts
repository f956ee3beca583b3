import type { AnyVariables, DocumentInput } from '@urql/core';
import { useRef, useState } from 'react';
import { useClient } from 'urql';
import { uuidV7 } from '../uuid-v7.ts';
import { faultWords } from './fault-words.ts';

/** A refusal in the words of the graph. */
export interface ProblemWords {
  humanReadableCause: string;
  suggestedAction: string;
}

type Field<Data> = Data[Exclude<keyof Data, '__typename'>];
type InputOf<Variables> = Variables extends { input: infer Input } ? Omit<Input, 'idempotencyKey'> : never;

const isProblem = (answer: object): answer is ProblemWords => 'humanReadableCause' in answer;

/** An idempotency key per intention: the same input keeps its key, so that a repetition is done once. */
export function intentionKeys(make: () => string = uuidV7): {
  keyOf: (input: unknown) => string;
  done: () => void;
} {
  let held: { text: string; key: string } | null = null;
  return {
    keyOf(input) {
      const text = JSON.stringify(input);
      if (held?.text !== text) held = { text, key: make() };
      return held.key;
    },
    done() {
      held = null;
    },
  };
}

/**
 * A mutation with one `input` and one union of results. After a broken connection the same input goes out under the
 * same idempotency key; another input, or the same after it was done, is a new intention.
 */
export function useCommand<Data extends object, Variables extends AnyVariables>(
  document: DocumentInput<Data, Variables>,
) {
  const client = useClient();
  const [problem, setProblem] = useState<ProblemWords | null>(null);
  const [isBusy, setBusy] = useState(false);
  const keys = useRef<ReturnType<typeof intentionKeys>>(undefined);
  keys.current ??= intentionKeys();
  const { current } = keys;

  /** @returns the entity, or null when it was refused: then `problem` says why */
  async function act(
    input: InputOf<Variables>,
  ): Promise<Exclude<Field<Data>, { humanReadableCause: string }> | null> {
    setBusy(true);
    setProblem(null);
    const variables = { input: { ...input, idempotencyKey: current.keyOf(input) } } as unknown as Variables;
    const { data, error } = await client.mutation(document, variables).toPromise();
    setBusy(false);
    if (error !== undefined || data === undefined) {
      const { cause } = faultWords(error ?? { graphQLErrors: [], networkError: undefined });
      setProblem({ humanReadableCause: cause, suggestedAction: 'Nothing was changed twice: try again.' });
      return null;
    }
    current.done();
    const answer = Object.values(data).find((value) => typeof value === 'object' && value !== null) as
      | Field<Data>
      | undefined;
    if (answer && isProblem(answer as object)) {
      setProblem(answer as unknown as ProblemWords);
      return null;
    }
    return (answer ?? null) as Exclude<Field<Data>, { humanReadableCause: string }> | null;
  }
  return { act, problem, isBusy, forget: () => setProblem(null) };
}
