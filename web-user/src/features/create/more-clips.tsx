import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRef } from 'react';
import { create as en } from '../../words/en/create.ts';

/** Takes further clips that get the same look, each as a run of its own. */
export function MoreClips({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant="default"
        fullWidth
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={() => input.current?.click()}
      >
        {en.oneMoreClip}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        accept="video/*,.mp4,.mov,.webm,.mkv"
        hidden
        aria-label={en.oneMoreClip}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
