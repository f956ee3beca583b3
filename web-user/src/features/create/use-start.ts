import { uuidV7 } from '@effect-studio/web-kit/uuid-v7.ts';
import { useRef, useState } from 'react';
import { useMutation } from 'urql';
import { create as en } from '../../words/en/create.ts';
import { SubmitRunDocument } from './create.graphql.ts';
import type { Trim } from './trim.ts';
import type { UploadProblem } from './upload-clip.ts';

/** One run that a form asks for. */
export interface WantedRun {
  exampleVideoId: string;
  footageVideoId: string | null;
  footageTrim: Trim | null;
  wish: string;
  consentPublicPreview: boolean;
}

const UNREACHABLE: UploadProblem = {
  humanReadableCause: en.theStudioDidNotAnswer,
  suggestedAction: en.pressStartAgainTheSame,
};

/**
 * Starts the runs of a form one after the other. The same form sent twice starts each once; a changed one is another intention,
 * with another key.
 */
export function useStart() {
  const [{ fetching }, submit] = useMutation(SubmitRunDocument);
  const [problem, setProblem] = useState<UploadProblem | null>(null);
  const keys = useRef(new Map<string, string>());

  /** @returns the runs; null when one was refused: then `problem` says why, and which were started */
  async function start(wanted: readonly WantedRun[]): Promise<string[] | null> {
    setProblem(null);
    const started: string[] = [];
    for (const run of wanted) {
      const intention = JSON.stringify(run);
      const idempotencyKey = keys.current.get(intention) ?? uuidV7();
      keys.current.set(intention, idempotencyKey);
      const { data } = await submit({ input: { ...run, idempotencyKey } });
      if (data?.submitRun.__typename === 'Run') {
        started.push(data.submitRun.id);
        continue;
      }
      if (data !== undefined) keys.current.delete(intention);
      const refusal = data?.submitRun ?? UNREACHABLE;
      setProblem(
        wanted.length === 1
          ? refusal
          : {
              humanReadableCause: en.startedOf(started.length, wanted.length, refusal.humanReadableCause),
              suggestedAction: refusal.suggestedAction,
            },
      );
      return null;
    }
    return started;
  }
  return { start, problem, isStarting: fetching };
}
