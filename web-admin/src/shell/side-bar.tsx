import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { SchemeSwitch } from '@effect-studio/web-kit/ui/scheme-switch.tsx';
import { StudioMark } from '@effect-studio/web-kit/ui/studio-mark.tsx';
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconLogout, IconMenu2, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useWaiting } from '../waiting/use-waiting.ts';
import { frame as en } from '../words/en/frame.ts';
import { PLACES } from './places.ts';
import classes from './side-bar.module.css';

const GROUPS = [...new Set(PLACES.map(({ group }) => group))];

interface SideBarProps {
  place: string;
  name: string;
  onSignOut: () => void;
  onSearch: () => void;
}

/** Places of the admin app, what waits in them, and who is signed in. */
export function SideBar({ place, name, onSignOut, onSearch }: SideBarProps) {
  const waiting = useWaiting();
  const [isOpen, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the menu
  useEffect(() => setOpen(false), [place]);
  return (
    <div className={classes.bar} data-open={isOpen || undefined}>
      <div className={classes.brand}>
        <StudioMark size={22} />
        <strong>{en.effectStudio}</strong>
        <Chip tone="neutral">{en.admin}</Chip>
        <ActionIcon
          className={classes.menu}
          color="gray"
          aria-label={en.places}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <IconMenu2 size={18} aria-hidden />
        </ActionIcon>
      </div>
      <button type="button" className={classes.search} onClick={onSearch}>
        <IconSearch size={15} aria-hidden />
        <span>{en.searchOrJumpTo}</span>
        <kbd>⌘K</kbd>
      </button>
      <nav className={classes.nav} aria-label={en.main}>
        {GROUPS.map((group) => (
          <div key={group} className={classes.group}>
            <span className={classes.groupName} aria-hidden>
              {group}
            </span>
            {PLACES.filter((known) => known.group === group).map(({ key, name: word, Icon }) => (
              <a key={key} href={hashHref(key)} aria-current={key === place ? 'page' : undefined}>
                <Icon size={17} stroke={1.7} aria-hidden />
                <span>{word}</span>
                {(waiting[key] ?? 0) > 0 && (
                  <span className={classes.count}>
                    {waiting[key]}
                    <span className="es-unseen">{en.waiting}</span>
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
          {en.platformAdmin}
        </span>
        <SchemeSwitch />
        <Tooltip label={en.signOut}>
          <ActionIcon color="gray" aria-label={en.signOut} onClick={onSignOut}>
            <IconLogout size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}
