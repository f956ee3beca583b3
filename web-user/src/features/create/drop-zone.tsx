import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import classes from './drop-zone.module.css';
import { pastedIn } from './pasted.ts';

interface DropZoneProps {
  label: string;
  children: ReactNode;
  /** Everything that was dropped or chosen, in its order. */
  onFiles: (files: File[]) => void;
  /** The address of a clip that was dropped. */
  onLink: (url: string) => void;
}

/** A place to drop clips or a link on, or to choose files with a click or the keyboard. */
export function DropZone({ label, children, onFiles, onLink }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const pasted = pastedIn(event.dataTransfer);
    if (pasted?.kind === 'files') onFiles(pasted.files);
    else if (pasted?.kind === 'link') onLink(pasted.url);
  };
  return (
    <>
      <button
        type="button"
        className={classes.zone}
        data-over={isOver || undefined}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <IconUpload size={22} aria-hidden />
        <strong>{label}</strong>
        <span>{children}</span>
      </button>
      <input
        ref={input}
        type="file"
        multiple
        accept="video/*,.mp4,.mov,.webm,.mkv"
        hidden
        aria-label={label}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
