import { formatDuration } from '@effect-studio/web-kit/format.ts';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { SegmentedControl } from '@mantine/core';
import { IconArrowsShuffle } from '@tabler/icons-react';
import { useQuery } from 'urql';
import { create as en } from '../../words/en/create.ts';
import { ClipSlot } from './clip-slot.tsx';
import { HouseClipsDocument } from './create.graphql.ts';
import classes from './footage-picker.module.css';
import { MoreClips } from './more-clips.tsx';
import type { ClipSlotState } from './use-clip-slot.ts';
import type { OwnClip } from './use-footage.ts';

export type FootageChoice = { kind: 'house'; videoId: string | null } | { kind: 'own' };

/** A clip of the person's own, with the part of it that its result covers. */
interface FootageClip {
  slot: ClipSlotState;
  trim?: OwnClip['trim'];
}

interface FootagePickerProps {
  choice: FootageChoice;
  onChoose: (choice: FootageChoice) => void;
  /** The person's own clips: the first always has a place, the others where there are any. */
  clips: readonly FootageClip[];
  /** Takes further clips; left out: there is one only. */
  onMore?: (files: File[]) => void;
  /** A house clip has to be named: the studio does not choose one. */
  isChoiceNeeded?: boolean;
}

/** The clip that gets the look: one of the studio's, or the person's own. */
export function FootagePicker({ choice, onChoose, clips, onMore, isChoiceNeeded }: FootagePickerProps) {
  const shown = clips.filter(({ slot }, index) => index === 0 || slot.upload.phase !== 'none');
  const isFull = shown.length === clips.length || shown.some(({ slot }) => slot.upload.phase === 'none');
  return (
    <div className={classes.picker}>
      <SegmentedControl
        fullWidth
        aria-label={en.whereTheFootageComesFrom}
        value={choice.kind}
        onChange={(kind) => onChoose(kind === 'own' ? { kind: 'own' } : { kind: 'house', videoId: null })}
        data={[
          { value: 'house', label: en.houseClip },
          { value: 'own', label: en.myOwnClip },
        ]}
      />
      {choice.kind === 'own' ? (
        <>
          {shown.map(({ slot, trim }) => (
            <ClipSlot
              key={clips.findIndex((clip) => clip.slot === slot)}
              slot={slot}
              trim={trim}
              dropLabel={en.dropYourFootage}
              onMore={onMore}
            >
              {en.theClipThatGetsThe}
            </ClipSlot>
          ))}
          {onMore !== undefined && !isFull && <MoreClips onFiles={onMore} />}
        </>
      ) : (
        <HouseClips
          chosen={choice.videoId}
          isChoiceNeeded={isChoiceNeeded ?? false}
          onChoose={(videoId) => onChoose({ kind: 'house', videoId })}
        />
      )}
    </div>
  );
}

interface HouseClipsProps {
  chosen: string | null;
  isChoiceNeeded: boolean;
  onChoose: (id: string | null) => void;
}

function HouseClips({ chosen, isChoiceNeeded, onChoose }: HouseClipsProps) {
  const [{ data, error, fetching }, read] = useQuery({ query: HouseClipsDocument });
  if (error !== undefined && data === undefined)
    return <Fault what={en.theHouseClipsCouldNot} error={error} onRetry={() => read()} />;
  if (data === undefined) return fetching ? <Loading rows={2} rowHeight={90} /> : null;
  if (data.houseClips.length === 0)
    return <Empty title={en.thereAreNoHouseClips}>{en.toUseAClipOfYour}</Empty>;
  return (
    <div className={classes.clips} role="radiogroup" aria-label={en.houseClips}>
      {!isChoiceNeeded && (
        <label className={classes.clip}>
          <input type="radio" name="house-clip" checked={chosen === null} onChange={() => onChoose(null)} />
          <span className={classes.any}>
            <IconArrowsShuffle size={20} aria-hidden />
          </span>
          <span className={classes.caption}>{en.studiosChoice}</span>
        </label>
      )}
      {data.houseClips.map(({ id, fileName, posterUrl, durationMs }) => (
        <label key={id} className={classes.clip}>
          <input type="radio" name="house-clip" checked={chosen === id} onChange={() => onChoose(id)} />
          {posterUrl ? <img src={posterUrl} alt="" loading="lazy" /> : <span className={classes.any} />}
          <span className={classes.caption}>
            {clipTitle(fileName)} <small>{formatDuration(durationMs)}</small>
          </span>
        </label>
      ))}
    </div>
  );
}

/** A file's name as people would write it. */
function clipTitle(fileName: string): string {
  const words = fileName
    .replace(/\.\w+$/, '')
    .replaceAll(/[-_]+/g, ' ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
