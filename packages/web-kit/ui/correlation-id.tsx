import { CopyButton, UnstyledButton } from '@mantine/core';
import { ui as en } from '../words/en/ui.ts';

/** The id under which everything about one request can be found; a click copies it. */
export function CorrelationId({ id }: { id: string }) {
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <UnstyledButton className="es-mono" c="dimmed" onClick={copy} title={en.copyTheCorrelationId}>
          {copied ? en.copied : id}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
