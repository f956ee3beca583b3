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
import { account as en } from '../../words/en/account.ts';
import { AccountDocument, RevokeSessionDocument } from './account.graphql.ts';
import classes from './account-page.module.css';
import { MyData } from './my-data.tsx';
import { NotificationSettings } from './notification-settings.tsx';

/** Who one is here, on which devices, and how the studio looks. */
export default function AccountPage() {
  const answer = useLiveQuery({ query: AccountDocument, variables: {} });
  const revoke = useCommand(RevokeSessionDocument);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [areKeysOn, setKeys] = useSingleKeys();
  return (
    <div className={classes.page}>
      <h1>{en.account}</h1>
      <section aria-label={en.devices}>
        <h2>{en.whereYouAreSignedIn}</h2>
        {revoke.problem !== null && <ProblemNote {...revoke.problem} />}
        <AnswerView answer={answer} what={en.yourSessionsCouldNotBe} rows={2} rowHeight={56}>
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
                      {deviceWords(device)} {isCurrent && <Chip tone="good">{en.thisOne}</Chip>}
                    </strong>
                    <span title={formatMoment(createdAt)}>
                      {en.since}
                      <When at={createdAt} />
                      {en.lastSeen}
                      <When at={lastSeenAt} />
                    </span>
                  </span>
                  {!isCurrent && (
                    <Button
                      variant="default"
                      size="sm"
                      aria-label={en.signOut2(deviceWords(device))}
                      onClick={() => void revoke.act({ sessionId: id })}
                    >
                      {en.signOut}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
        </AnswerView>
      </section>
      <NotificationSettings />
      <section aria-label={en.look}>
        <h2>{en.look}</h2>
        <SegmentedControl
          aria-label={en.look}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as 'auto' | 'dark' | 'light')}
          data={[
            { value: 'dark', label: en.dark },
            { value: 'light', label: en.light },
            { value: 'auto', label: en.theSystems },
          ]}
        />
      </section>
      <section aria-label={en.keyboard}>
        <h2>{en.keyboard}</h2>
        <Switch
          label={en.shortcutsOfASingleKey}
          description={en.spacePlaysCommaAndFull}
          checked={areKeysOn}
          onChange={(event) => setKeys(event.currentTarget.checked)}
        />
      </section>
      <MyData />
    </div>
  );
}
