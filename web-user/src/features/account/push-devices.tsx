import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { deviceWords, isHandheld } from '@effect-studio/web-kit/session/device-words.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { NotificationSettingsQuery } from '../../../generated/graphql.ts';
import { allowPushes, canPush, endPushesHere, fingerprintHere } from '../../inbox/pushes-here.ts';
import { account as en } from '../../words/en/account.ts';
import classes from './account-page.module.css';
import { AddPushDeviceDocument, RemovePushDeviceDocument } from './notification-settings.graphql.ts';

type Device = NotificationSettingsQuery['notificationSettings']['pushDevices'][number];
interface Problem {
  humanReadableCause: string;
  suggestedAction: string;
}

/** Browsers that show news while the app is closed, this one among them if the person wants. */
export function PushDevices({ pushKey, devices }: { pushKey: string | null; devices: readonly Device[] }) {
  const [here, setHere] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isAsking, setAsking] = useState(false);
  const add = useCommand(AddPushDeviceDocument);
  const remove = useCommand(RemovePushDeviceDocument);
  useEffect(() => {
    void fingerprintHere().then(setHere);
  }, []);
  const allow = async (key: string) => {
    setProblem(null);
    setAsking(true);
    try {
      const target = await allowPushes(key);
      if (target === null) setProblem(en.pushesAreForbidden);
      else if (await add.act({ ...target, device: navigator.userAgent })) setHere(await fingerprintHere());
    } catch {
      setProblem(en.pushesFailed);
    } finally {
      setAsking(false);
    }
  };
  const end = async ({ id, fingerprint }: Device) => {
    if (fingerprint === here) await endPushesHere().then(() => setHere(null));
    await remove.act({ deviceId: id });
  };
  const shown = problem ?? add.problem ?? remove.problem;
  const isOnHere = devices.some(({ fingerprint }) => fingerprint === here);
  if (pushKey === null) return null;
  return (
    <div>
      {shown !== null && <ProblemNote {...shown} />}
      <ul className={classes.devices} aria-label={en.browsersWithNews}>
        {devices.map((one) => (
          <li key={one.id}>
            {isHandheld(one.device) ? (
              <IconDeviceMobile size={20} aria-hidden />
            ) : (
              <IconDeviceDesktop size={20} aria-hidden />
            )}
            <span className={classes.words}>
              <strong title={one.device}>
                {deviceWords(one.device)} {one.fingerprint === here && <Chip tone="good">{en.thisOne}</Chip>}
              </strong>
              <span>
                {en.showsNewsSince}
                <When at={one.createdAt} />
              </span>
            </span>
            <Button
              variant="default"
              size="sm"
              aria-label={en.noNewsOn(deviceWords(one.device))}
              onClick={() => void end(one)}
            >
              {en.noNewsHere}
            </Button>
          </li>
        ))}
      </ul>
      {!isOnHere &&
        (canPush() ? (
          <Button variant="default" loading={isAsking} onClick={() => void allow(pushKey)}>
            {en.showNewsHere}
          </Button>
        ) : (
          <p className={classes.note}>{en.thisBrowserCannot}</p>
        ))}
    </div>
  );
}
