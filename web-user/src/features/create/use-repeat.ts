import { useEffect, useRef } from 'react';
import { useQuery } from 'urql';
import { RunToRepeatDocument } from './create.graphql.ts';
import type { DraftedForm } from './use-draft.ts';

/** Fills an empty form with what an earlier run was asked for. @param runId null: nothing is repeated */
export function useRepeat(runId: string | null, form: DraftedForm): void {
  const [{ data }] = useQuery({
    query: RunToRepeatDocument,
    variables: { id: runId ?? '' },
    pause: runId === null,
  });
  const isFilled = useRef(false);
  const run = data?.run;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the run is known
  useEffect(() => {
    if (run == null || isFilled.current) return;
    isFilled.current = true;
    form.setWish(run.wish);
    if (run.example) form.example.take({ videoId: run.example.id, name: run.example.fileName });
    if (run.footage.isHouseClip) {
      form.setChoice({ kind: 'house', videoId: run.footage.id });
      return;
    }
    form.setChoice({ kind: 'own' });
    form.footage.clips[0]?.slot.take({ videoId: run.footage.id, name: run.footage.fileName });
    // Only what the studio takes back: the cache adds names of types.
    const { startSeconds, durationSeconds } = run.footageTrim ?? {};
    if (startSeconds !== undefined && durationSeconds !== undefined)
      form.footage.setTrims([{ startSeconds, durationSeconds }]);
  }, [run]);
}
