import { formatBytes, formatDuration } from '@effect-studio/web-kit/format.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './clip-slot.module.css';
import { DropZone } from './drop-zone.tsx';
import { uploadPace } from './upload-plan.ts';
import type { ClipSlotState } from './use-clip-slot.ts';

interface ClipSlotProps {
  slot: ClipSlotState;
  dropLabel: string;
  children: ReactNode;
}

/** One clip of the form: a drop zone, then the clip with its way into the studio. */
export function ClipSlot({ slot, dropLabel, children }: ClipSlotProps) {
  const { upload, clip, begin, clear } = slot;
  const refusal = upload.phase === 'refused' ? upload.problem : (clip?.rejection ?? null);
  if (upload.phase === 'none' || upload.phase === 'refused' || refusal !== null) {
    return (
      <div className={classes.empty}>
        {refusal !== null && upload.phase !== 'none' && (
          <ProblemNote
            {...refusal}
            humanReadableCause={`${upload.file.name}: ${refusal.humanReadableCause}`}
          />
        )}
        <DropZone label={dropLabel} onFile={begin}>
          {children}
        </DropZone>
      </div>
    );
  }
  return (
    <div className={classes.clip}>
      <video
        src={upload.previewUrl}
        className={classes.preview}
        muted
        loop
        autoPlay
        playsInline
        aria-label={upload.file.name}
      />
      <div className={classes.foot}>
        <div className={classes.name}>
          <strong title={upload.file.name}>{upload.file.name}</strong>
          <SlotStatus slot={slot} />
        </div>
        <Button variant="default" size="xs" onClick={clear} leftSection={<IconX size={14} aria-hidden />}>
          {upload.phase === 'sending' ? 'Cancel' : 'Remove'}
        </Button>
      </div>
      {upload.phase === 'sending' && (
        <div
          className={classes.track}
          role="progressbar"
          aria-label={`Sending ${upload.file.name}`}
          aria-valuenow={Math.round((upload.sentBytes / upload.file.size) * 100)}
        >
          <span style={{ transform: `scaleX(${upload.sentBytes / upload.file.size})` }} />
        </div>
      )}
    </div>
  );
}

function SlotStatus({ slot: { upload, clip } }: { slot: ClipSlotState }) {
  if (upload.phase === 'sending') {
    const pace = uploadPace(upload.sentBytes, upload.file.size, performance.now() - upload.startedAtMs);
    const percent = Math.floor((upload.sentBytes / upload.file.size) * 100);
    return (
      <span className={classes.status}>
        {percent}% of {formatBytes(upload.file.size)}
        {pace !== null && ` · ${formatBytes(pace.bytesPerSecond)}/s · ${formatDuration(pace.leftMs)} left`}
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
