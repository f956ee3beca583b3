import { formatBytes, formatDuration } from '@effect-studio/web-kit/format.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button } from '@mantine/core';
import { IconCheck, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './clip-slot.module.css';
import { DropZone } from './drop-zone.tsx';
import { uploadPace } from './upload-plan.ts';
import type { ClipSlotState } from './use-clip-slot.ts';
import type { UploadState } from './use-upload.ts';

interface ClipSlotProps {
  slot: ClipSlotState;
  dropLabel: string;
  children: ReactNode;
}

/** One clip of the form: a drop zone, then the clip with its way into the studio. */
export function ClipSlot({ slot, dropLabel, children }: ClipSlotProps) {
  const { upload, clip, begin, clear, hold, goOn } = slot;
  const refusal = upload.phase === 'refused' ? upload.problem : (clip?.rejection ?? null);
  if (upload.phase === 'none' || upload.phase === 'refused' || refusal !== null) {
    return (
      <div className={classes.empty}>
        {refusal !== null && upload.phase !== 'none' && (
          <ProblemNote {...refusal} humanReadableCause={`${nameOf(upload)}: ${refusal.humanReadableCause}`} />
        )}
        <DropZone label={dropLabel} onFile={begin}>
          {children}
        </DropZone>
      </div>
    );
  }
  const isUnderWay = upload.phase === 'sending' || upload.phase === 'held';
  const name = nameOf(upload);
  return (
    <div className={classes.clip}>
      <video
        src={upload.previewUrl ?? clip?.proxyUrl ?? undefined}
        poster={clip?.posterUrl ?? undefined}
        className={classes.preview}
        muted
        loop
        controls
        playsInline
        aria-label={name}
      />
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
            Pause
          </Button>
        )}
        {upload.phase === 'held' && (
          <Button size="xs" onClick={goOn} leftSection={<IconPlayerPlay size={14} aria-hidden />}>
            Resume
          </Button>
        )}
        <Button variant="default" size="xs" onClick={clear} leftSection={<IconX size={14} aria-hidden />}>
          {isUnderWay ? 'Cancel' : 'Remove'}
        </Button>
      </div>
      {isUnderWay && (
        <div
          className={classes.track}
          role="progressbar"
          aria-label={`Sending ${name}`}
          aria-valuenow={Math.round((upload.sentBytes / upload.file.size) * 100)}
        >
          <span style={{ transform: `scaleX(${upload.sentBytes / upload.file.size})` }} />
        </div>
      )}
    </div>
  );
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
        {percent}% of {formatBytes(upload.file.size)}
        {pace !== null && ` · ${formatBytes(pace.bytesPerSecond)}/s · ${formatDuration(pace.leftMs)} left`}
      </span>
    );
  }
  if (upload.phase === 'held') {
    return (
      <span className={classes.status} role="status">
        {upload.problem?.humanReadableCause ?? 'Paused.'}{' '}
        {Math.floor((upload.sentBytes / upload.file.size) * 100)}% of {formatBytes(upload.file.size)} arrived
        and is kept.
      </span>
    );
  }
  if (clip?.status !== 'READY') {
    return (
      <span className={classes.status} role="status">
        Received. The studio is checking it; you can start already.
      </span>
    );
  }
  return (
    <span className={classes.status} role="status">
      <Chip tone="good" icon={<IconCheck size={12} aria-hidden />}>
        Ready
      </Chip>{' '}
      {clip.width}×{clip.height} ·{' '}
      {clip.frameRate === null || clip.frameRate === undefined ? '' : `${Math.round(clip.frameRate)} fps · `}
      {formatDuration(clip.durationMs)}
    </span>
  );
}
