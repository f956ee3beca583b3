import { useEffect, useRef, useState } from 'react';
import { type Draft, drafts } from './drafts.ts';
import type { FootageChoice } from './footage-picker.tsx';
import type { ClipSlotState } from './use-clip-slot.ts';
import type { Footage } from './use-footage.ts';

/** A form that can be filled from elsewhere than by its person. */
export interface DraftedForm {
  example: ClipSlotState;
  footage: Footage;
  choice: FootageChoice;
  setChoice: (choice: FootageChoice) => void;
  wish: string;
  setWish: (wish: string) => void;
}

/**
 * A form that is not sent is kept on this device: clips that are in the studio, the choice and the wish.
 * @param isKept false: the form has another source, and the draft that is kept stays as it is
 */
export function useDraft(
  { example, footage, choice, setChoice, wish, setWish }: DraftedForm,
  isKept: boolean,
): () => void {
  const [isRead, setRead] = useState(false);
  const isSent = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once, when the form opens
  useEffect(() => {
    if (!isKept) return;
    let isHere = true;
    void drafts.read().then((draft) => {
      if (!isHere) return;
      if (draft !== null) {
        setWish(draft.wish);
        setChoice(draft.choice);
        if (draft.example !== null) example.take(draft.example);
        for (const [index, clip] of [draft.footage, ...(draft.others ?? [])].entries()) {
          if (clip !== null) footage.clips[index]?.slot.take(clip);
        }
        footage.setTrims(draft.trims ?? []);
      }
      setRead(true);
    });
    return () => {
      isHere = false;
    };
  }, []);
  const [first = null, ...others] = footage.clips.map(({ slot }) => clipOf(slot));
  const trims = footage.clips.map(({ trim }) => trim.value);
  const text = JSON.stringify({ wish, choice, example: clipOf(example), footage: first, others, trims });
  useEffect(() => {
    if (!isRead || isSent.current) return;
    // Sent meanwhile: what is kept now would come back in the next form.
    const timer = setTimeout(() => {
      if (!isSent.current) void drafts.keep(JSON.parse(text) as Draft);
    }, 300);
    return () => clearTimeout(timer);
  }, [isRead, text]);
  return () => {
    if (!isKept) return;
    isSent.current = true;
    void drafts.forget();
  };
}

function clipOf({ upload }: ClipSlotState): Draft['example'] {
  return upload.phase === 'sent' ? { videoId: upload.videoId, name: upload.name } : null;
}
