import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Checkbox, NativeSelect } from '@mantine/core';
import type { NotificationChannel, NotificationSettingsQuery } from '../../../generated/graphql.ts';
import { account as en } from '../../words/en/account.ts';
import {
  ChangeNotificationSettingsDocument,
  NotificationSettingsDocument,
} from './notification-settings.graphql.ts';
import classes from './notification-settings.module.css';
import { PhoneNumber } from './phone-number.tsx';
import { PushDevices } from './push-devices.tsx';

type Settings = NotificationSettingsQuery['notificationSettings'];

/** Those of this studio: some send no pushes, or no text messages. */
const channelsOf = ({ pushKey, sendsSms }: Settings): NotificationChannel[] => [
  'IN_APP',
  'EMAIL',
  ...(pushKey === null ? [] : (['WEB_PUSH'] as const)),
  ...(sendsSms ? (['SMS'] as const) : []),
];

/** Which news reach a person by which channel, and in which language. */
export function NotificationSettings() {
  const answer = useLiveQuery({ query: NotificationSettingsDocument, variables: {} });
  return (
    <section aria-label={en.news}>
      <h2>{en.news}</h2>
      <AnswerView answer={answer} what={en.yourChannelsCouldNotBe} rows={4} rowHeight={40}>
        {({ notificationSettings }) => <Choices settings={notificationSettings} />}
      </AnswerView>
    </section>
  );
}

function Choices({ settings }: { settings: Settings }) {
  const { locale, locales, kinds, pushKey, pushDevices, sendsSms, phone } = settings;
  const channelsHere = channelsOf(settings);
  const change = useCommand(ChangeNotificationSettingsDocument);
  return (
    <div className={classes.choices}>
      {change.problem !== null && <ProblemNote {...change.problem} />}
      <NativeSelect
        label={en.languageOfTheNews}
        value={locale}
        w={220}
        onChange={(event) => void change.act({ locale: event.currentTarget.value, switches: [] })}
        data={locales.map((tag) => ({ value: tag, label: languageName(tag) }))}
      />
      <table className={classes.table}>
        <caption className="es-unseen">{en.newsByChannel}</caption>
        <thead>
          <tr>
            <th scope="col">{en.newsAbout}</th>
            {channelsHere.map((channel) => (
              <th key={channel} scope="col">
                {en.channels[channel]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map(({ kind, channels }) => (
            <tr key={kind}>
              <th scope="row">{en.kinds[kind]}</th>
              {channelsHere.map((channel) => (
                <td key={channel}>
                  <Checkbox
                    aria-label={en.newsBy(en.kinds[kind], en.channels[channel])}
                    checked={channels.includes(channel)}
                    onChange={(event) =>
                      void change.act({
                        switches: [{ kind, channel, isOn: event.currentTarget.checked }],
                      })
                    }
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <PushDevices pushKey={pushKey} devices={pushDevices} />
      {sendsSms && <PhoneNumber phone={phone} />}
    </div>
  );
}

/** A language in its own words. */
const languageName = (tag: string): string =>
  new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
