import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { SchemeSwitch } from '@effect-studio/web-kit/ui/scheme-switch.tsx';
import { StudioMark } from '@effect-studio/web-kit/ui/studio-mark.tsx';
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconClipboardCheck, IconGauge, IconLogout, IconRoute } from '@tabler/icons-react';
import classes from './side-bar.module.css';

const GROUPS = [
  { name: 'Economics', places: [{ key: 'margin', name: 'Margin', Icon: IconGauge }] },
  { name: 'Routing', places: [{ key: 'routing', name: 'Manifest', Icon: IconRoute }] },
  { name: 'Operations', places: [{ key: 'approvals', name: 'Approvals', Icon: IconClipboardCheck }] },
] as const;

interface SideBarProps {
  place: string;
  waitingCount: number;
  name: string;
  onSignOut: () => void;
}

/** Places of the admin app, and who is signed in. */
export function SideBar({ place, waitingCount, name, onSignOut }: SideBarProps) {
  return (
    <div className={classes.bar}>
      <div className={classes.brand}>
        <StudioMark size={22} />
        <strong>Effect Studio</strong>
        <Chip tone="neutral">Admin</Chip>
      </div>
      <nav className={classes.nav} aria-label="Main">
        {GROUPS.map((group) => (
          <div key={group.name} className={classes.group}>
            <span className={classes.groupName} aria-hidden>
              {group.name}
            </span>
            {group.places.map(({ key, name: word, Icon }) => (
              <a key={key} href={hashHref(key)} aria-current={key === place ? 'page' : undefined}>
                <Icon size={17} stroke={1.7} aria-hidden />
                <span>{word}</span>
                {key === 'approvals' && waitingCount > 0 && (
                  <span className={classes.count}>
                    {waitingCount}
                    <span className="es-unseen"> waiting</span>
                  </span>
                )}
              </a>
            ))}
          </div>
        ))}
      </nav>
      <div className={classes.person}>
        <span className={classes.initial} aria-hidden>
          {name.charAt(0).toUpperCase()}
        </span>
        <span className={classes.name}>
          <strong>{name}</strong>
          Platform admin
        </span>
        <SchemeSwitch />
        <Tooltip label="Sign out">
          <ActionIcon color="gray" aria-label="Sign out" onClick={onSignOut}>
            <IconLogout size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}
