import { formatBytes, formatDuration } from '@effect-studio/web-kit/format.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button } from '@mantine/core';
import { IconCheck, IconLink, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { create as en } from '../../words/en/create.ts';
import classes from './clip-slot.module.css';
import { DropZone } from './drop-zone.tsx';
import { LinkField } from './link-field.tsx';
import { TrimPreview } from './trim-preview.tsx';
import { uploadPace } from './upload-plan.ts';
import type { ClipSlotState } from './use-clip-slot.ts';
import type { OwnClip } from './use-footage.ts';
import type { UploadState } from './use-upload.ts';

interface ClipSlotProps {
  slot: ClipSlotState;
  dropLabel: string;
  /** Takes what was dropped beside the first file. */
  onMore?: (files: File[]) => void;
  /** The part of it that the result covers; left out: it stays whole. */
  trim?: OwnClip['trim'];
  children: ReactNode;
}

/** One clip of the form: a drop zone, then the clip with its way into the studio. */
export function ClipSlot({ slot, dropLabel, onMore, trim, children }: ClipSlotProps) {
  const { upload, clip, begin, beginLink, clear, hold, goOn } = slot;
  const drop = (
    <DropZone
      label={dropLabel}
      onFiles={([file, ...more]) => {
        if (file !== undefined) begin(file);
        if (more.length > 0) onMore?.(more);
      }}
      onLink={beginLink}
    >
      {children}
    </DropZone>
  );
  if (upload.phase === 'waiting') {
    const percent = Math.floor((upload.sentBytes / upload.sizeBytes) * 100);
    return (
      <div className={classes.empty}>
        <ProblemNote
          humanReadableCause={en.arrivedBefore(upload.name, percent, formatBytes(upload.sizeBytes))}
          suggestedAction={en.pickTheSameFile}
        />
        {drop}
        <Button variant="default" size="xs" onClick={clear} leftSection={<IconX size={14} aria-hidden />}>
          {en.cancel}
        </Button>
      </div>
    );
  }
  const refusal = upload.phase === 'refused' ? upload.problem : (clip?.rejection ?? null);
  if (upload.phase === 'none' || upload.phase === 'refused' || refusal !== null) {
    return (
      <div className={classes.empty}>
        {refusal !== null && upload.phase !== 'none' && (
          <ProblemNote {...refusal} humanReadableCause={`${nameOf(upload)}: ${refusal.humanReadableCause}`} />
        )}
        {drop}
        <LinkField label={dropLabel} onLink={beginLink} />
      </div>
    );
  }
  const isUnderWay = upload.phase === 'sending' || upload.phase === 'held';
  const name = nameOf(upload);
  const share = sentShare(slot);
  const own = upload.phase === 'asking' ? null : upload.previewUrl;
  const sources = [own, clip?.proxyUrl].filter((url) => url != null);
  return (
    <div className={classes.clip}>
      {sources.length > 0 ? (
        <TrimPreview
          name={name}
          sources={sources}
          poster={clip?.posterUrl}
          className={classes.preview}
          durationMs={clip?.durationMs ?? null}
          trim={trim}
        />
      ) : (
        <div className={classes.preview} data-empty>
          <IconLink size={26} aria-hidden />
        </div>
      )}
      <div className={classes.foot}>
        <div className={classes.name}>
          <strong title={name}>{name}</strong>
          <SlotStatus slot={slot} />
        </div>
        {upload.phase === 'sending' && (
          <Button
            variant="default"
            size="xs"
            onClick={hold}
            leftSection={<IconPlayerPause size={14} aria-hidden />}
          >
            {en.pause}
          </Button>
        )}
        {upload.phase === 'held' && (
          <Button size="xs" onClick={goOn} leftSection={<IconPlayerPlay size={14} aria-hidden />}>
            {en.resume}
          </Button>
        )}
        <Button variant="default" size="xs" onClick={clear} leftSection={<IconX size={14} aria-hidden />}>
          {isUnderWay || share !== null ? en.cancel : en.remove}
        </Button>
      </div>
      {share !== null && (
        <div
          className={classes.track}
          role="progressbar"
          aria-label={isUnderWay ? en.sending(name) : en.fetching(name)}
          aria-valuenow={Math.round(share * 100)}
        >
          <span style={{ transform: `scaleX(${share})` }} />
        </div>
      )}
    </div>
  );
}

/** How much of the clip is in the studio, 0 to 1; null once all is, or where it cannot be told. */
function sentShare({ upload, clip }: ClipSlotState): number | null {
  if (upload.phase === 'sending' || upload.phase === 'held') return upload.sentBytes / upload.file.size;
  if (upload.phase !== 'sent' || clip?.status !== 'UPLOADING') return null;
  const expected = Number(clip.expectedBytes ?? 0);
  return expected > 0 ? Math.min(1, Number(clip.receivedBytes ?? 0) / expected) : null;
}

function nameOf(upload: Exclude<UploadState, { phase: 'none' }>): string {
  return 'file' in upload ? upload.file.name : upload.name;
}

function SlotStatus({ slot: { upload, clip } }: { slot: ClipSlotState }) {
  if (upload.phase === 'sending') {
    const { sentBytes, beganWithBytes, file, startedAtMs } = upload;
    const elapsedMs = performance.now() - startedAtMs;
    const pace = uploadPace(sentBytes - beganWithBytes, file.size - beganWithBytes, elapsedMs);
    const percent = Math.floor((upload.sentBytes / upload.file.size) * 100);
    return (
      <span className={classes.status}>
        {en.of(percent, formatBytes(upload.file.size))}
        {pace !== null && en.sLeft(formatBytes(pace.bytesPerSecond), formatDuration(pace.leftMs))}
      </span>
    );
  }
  if (upload.phase === 'held') {
    return (
      <span className={classes.status} role="status">
        {upload.problem?.humanReadableCause ?? en.paused}
        {en.ofArrivedAndIsKept(
          Math.floor((upload.sentBytes / upload.file.size) * 100),
          formatBytes(upload.file.size),
        )}
      </span>
    );
  }
  if (upload.phase === 'asking' || clip?.status === 'UPLOADING') {
    const received = Number(clip?.receivedBytes ?? 0);
    return (
      <span className={classes.status} role="status">
        {received === 0
          ? en.theStudioIsFetchingIt
          : `${formatBytes(received)}${clip?.expectedBytes ? en.of2(formatBytes(Number(clip.expectedBytes))) : ''} fetched`}
      </span>
    );
  }
  if (clip?.status !== 'READY') {
    return (
      <span className={classes.status} role="status">
        {en.receivedTheStudioIsChecking}
      </span>
    );
  }
  return (
    <span className={classes.status} role="status">
      <Chip tone="good" icon={<IconCheck size={12} aria-hidden />}>
        {en.ready}
      </Chip>{' '}
      {clip.width}×{clip.height} ·{' '}
      {clip.frameRate === null || clip.frameRate === undefined ? '' : en.fps(Math.round(clip.frameRate))}
      {formatDuration(clip.durationMs)}
    </span>
  );
}
