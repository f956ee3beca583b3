import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { Button, Code, CopyButton } from '@mantine/core';
import grid from '../../parts/grid.module.css';
import { people as en } from '../../words/en/people.ts';
import classes from './people.module.css';

/** A token that is shown here and nowhere again. */
export function TokenNote({ token, expiresAt }: { token: string; expiresAt: string }) {
  return (
    <div className={grid.stack}>
      <p>{en.handThisOver(formatMoment(expiresAt))}</p>
      <Code block className={classes.token}>
        {token}
      </Code>
      <CopyButton value={token}>
        {({ copied, copy }) => <Button onClick={copy}>{copied ? en.copied : en.copy}</Button>}
      </CopyButton>
    </div>
  );
}
