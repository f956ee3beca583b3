import { CopyButton, UnstyledButton } from '@mantine/core';

/** The id under which everything about one request can be found; a click copies it. */
export function CorrelationId({ id }: { id: string }) {
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <UnstyledButton className="es-mono" c="dimmed" onClick={copy} title="Copy the correlation id">
          {copied ? 'Copied' : id}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
