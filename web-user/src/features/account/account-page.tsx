import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { deviceWords, isHandheld } from '@effect-studio/web-kit/session/device-words.ts';
import { useSingleKeys } from '@effect-studio/web-kit/single-keys.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { AccountDocument, RevokeSessionDocument } from './account.graphql.ts';
import classes from './account-page.module.css';

/** Who one is here, on which devices, and how the studio looks. */
export default function AccountPage() {
  const answer = useLiveQuery({ query: AccountDocument, variables: {} });
  const revoke = useCommand(RevokeSessionDocument);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [areKeysOn, setKeys] = useSingleKeys();
  return (
    <div className={classes.page}>
      <h1>Account</h1>
      <section aria-label="Devices">
        <h2>Where you are signed in</h2>
        {revoke.problem !== null && <ProblemNote {...revoke.problem} />}
        <AnswerView answer={answer} what="Your sessions could not be loaded" rows={2} rowHeight={56}>
          {({ sessions }) => (
            <ul className={classes.devices}>
              {sessions.map(({ id, device, isCurrent, createdAt, lastSeenAt }) => (
                <li key={id}>
                  {isHandheld(device) ? (
                    <IconDeviceMobile size={20} aria-hidden />
                  ) : (
                    <IconDeviceDesktop size={20} aria-hidden />
                  )}
                  <span className={classes.words}>
                    <strong title={device}>
                      {deviceWords(device)} {isCurrent && <Chip tone="good">This one</Chip>}
                    </strong>
                    <span title={formatMoment(createdAt)}>
                      since <When at={createdAt} />, last seen <When at={lastSeenAt} />
                    </span>
                  </span>
                  {!isCurrent && (
                    <Button
                      variant="default"
                      size="sm"
                      aria-label={`Sign out ${deviceWords(device)}`}
                      onClick={() => void revoke.act({ sessionId: id })}
                    >
                      Sign out
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
        </AnswerView>
      </section>
      <section aria-label="Look">
        <h2>Look</h2>
        <SegmentedControl
          aria-label="Look"
          value={colorScheme}
          onChange={(value) => setColorScheme(value as 'auto' | 'dark' | 'light')}
          data={[
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
            { value: 'auto', label: "The system's" },
          ]}
        />
      </section>
      <section aria-label="Keyboard">
        <h2>Keyboard</h2>
        <Switch
          label="Shortcuts of a single key"
          description="Space plays, comma and full stop step a frame. They rest while you type."
          checked={areKeysOn}
          onChange={(event) => setKeys(event.currentTarget.checked)}
        />
      </section>
    </div>
  );
}
