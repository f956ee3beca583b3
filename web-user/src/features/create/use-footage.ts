import { useState } from 'react';
import type { ClipProgress } from './start-reasons.ts';
import type { Trim } from './trim.ts';
import { type ClipSlotState, useClipSlot } from './use-clip-slot.ts';

/** Most clips that one form puts the look on; each is a run of its own. */
export const MOST_CLIPS = 4;

/** One of the person's own clips, with the part of it that its result covers. */
export interface OwnClip {
  slot: ClipSlotState;
  trim: { value: Trim | null; onChange: (trim: Trim | null) => void };
}

/** The clips that get the look. They are sent side by side. @param form names the form, on this device */
export function useFootage(form: string) {
  // Hooks cannot be counted at run time: one after the other.
  const slots = [
    useClipSlot(`${form}-footage`),
    useClipSlot(`${form}-footage-2`),
    useClipSlot(`${form}-footage-3`),
    useClipSlot(`${form}-footage-4`),
  ];
  const [trims, setTrims] = useState<readonly (Trim | null)[]>([]);
  const clips: OwnClip[] = slots.map((slot, index) => ({
    slot,
    trim: {
      value: trims[index] ?? null,
      onChange: (trim) =>
        setTrims((now) => slots.map((_, other) => (other === index ? trim : (now[other] ?? null)))),
    },
  }));
  const taken = clips.filter(({ slot }) => slot.upload.phase !== 'none');
  /** Puts files into places that are free. @returns how many found none */
  const take = (files: readonly File[]): number => {
    const free = clips.filter(({ slot }) => slot.progress === 'none' || slot.progress === 'refused');
    for (const [index, file] of files.slice(0, free.length).entries()) {
      free[index]!.trim.onChange(null);
      free[index]!.slot.begin(file);
    }
    return Math.max(0, files.length - free.length);
  };
  return { clips, taken, take, setTrims, progress: worstOf(taken.map(({ slot }) => slot.progress)) };
}

export type Footage = ReturnType<typeof useFootage>;

const WORST_FIRST: readonly ClipProgress[] = ['refused', 'sending', 'checking', 'ready'];

/** How far several clips are together: as far as the one that is furthest behind. */
export function worstOf(progress: readonly ClipProgress[]): ClipProgress {
  return WORST_FIRST.find((one) => progress.includes(one)) ?? 'none';
}
