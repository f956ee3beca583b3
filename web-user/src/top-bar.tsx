import { formatTokens } from '@effect-studio/web-kit/format.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { signOut } from '@effect-studio/web-kit/session/sign-in.ts';
import { SchemeSwitch } from '@effect-studio/web-kit/ui/scheme-switch.tsx';
import { StudioMark } from '@effect-studio/web-kit/ui/studio-mark.tsx';
import { Menu } from '@mantine/core';
import {
  IconBell,
  IconCoins,
  IconLogout,
  IconMovie,
  IconPhotoVideo,
  IconSparkles,
  IconTool,
  IconUserCircle,
} from '@tabler/icons-react';
import { useQuery, useSubscription } from 'urql';
import { InboxBell } from './inbox/inbox-bell.tsx';
import { endPushesHere } from './inbox/pushes-here.ts';
import { WalletChangedDocument, WalletDocument } from './session/session.graphql.ts';
import classes from './top-bar.module.css';
import { frame as en } from './words/en/frame.ts';

/** What the phone's bar has besides: there is no room for it at the top. */
const AT_THE_THUMB = [
  { key: 'wallet', name: en.wallet, Icon: IconCoins },
  { key: 'inbox', name: en.inbox, Icon: IconBell },
] as const;

const PLACES = [
  { key: 'create', name: en.create, Icon: IconSparkles },
  { key: 'runs', name: en.creations, Icon: IconMovie },
  { key: 'gallery', name: en.gallery, Icon: IconPhotoVideo },
] as const;

interface TopBarProps {
  me: { displayName: string; roles: readonly string[] } | null;
  place: string;
  onSessionChange: () => void;
}

/** Places, wallet, inbox and account. */
export function TopBar({ me, place, onSessionChange }: TopBarProps) {
  return (
    <header className={classes.bar}>
      <div className={classes.inner}>
        <a className={classes.brand} href={hashHref('create')} aria-label={en.effectStudio}>
          <StudioMark size={26} />
          <span>{en.effectStudio}</span>
        </a>
        <nav className={classes.places} aria-label={en.main}>
          {PLACES.map(({ key, name }) => (
            <a key={key} href={hashHref(key)} aria-current={key === place ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <div className={classes.side}>
          {me !== null && <WalletPill />}
          {me !== null && <InboxBell />}
          <SchemeSwitch />
          {me === null ? (
            <a className={classes.enter} href={hashHref('create')}>
              {en.signIn}
            </a>
          ) : (
            <Menu position="bottom-end" width={200} shadow="xl">
              <Menu.Target>
                <button
                  type="button"
                  className={classes.avatar}
                  // The name begins with what is seen, for people who say it (WCAG 2.5.3).
                  aria-label={en.accountOf(initials(me.displayName), me.displayName)}
                >
                  {initials(me.displayName)}
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{me.displayName}</Menu.Label>
                <Menu.Item
                  component="a"
                  href={hashHref('account')}
                  leftSection={<IconUserCircle size={16} aria-hidden />}
                >
                  {en.account}
                </Menu.Item>
                {me.roles.includes('maker') && (
                  <Menu.Item
                    component="a"
                    href={hashHref('making')}
                    leftSection={<IconTool size={16} aria-hidden />}
                  >
                    {en.making}
                  </Menu.Item>
                )}
                <Menu.Item
                  component="a"
                  href={hashHref('inbox')}
                  leftSection={<IconBell size={16} aria-hidden />}
                >
                  {en.inbox}
                </Menu.Item>
                <Menu.Item
                  leftSection={<IconLogout size={16} aria-hidden />}
                  onClick={() =>
                    // Whoever sits here next does not read on.
                    void endPushesHere()
                      .catch(() => undefined)
                      .then(() => signOut('web-user'))
                      .then(onSessionChange)
                  }
                >
                  {en.signOut}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
      </div>
    </header>
  );
}

/** The same places at the thumb, on phones. */
export function TabBar({ place }: { place: string }) {
  return (
    <nav className={classes.tabs} aria-label={en.mainBottom}>
      {[...PLACES, ...AT_THE_THUMB].map(({ key, name, Icon }) => (
        <a key={key} href={hashHref(key)} aria-current={key === place ? 'page' : undefined}>
          <Icon size={21} aria-hidden />
          {name}
        </a>
      ))}
    </nav>
  );
}

function WalletPill() {
  const [{ data }] = useQuery({ query: WalletDocument });
  useSubscription({ query: WalletChangedDocument });
  const wallet = data?.wallet;
  if (!wallet) return null;
  const reserved = wallet.reservedTokens > 0 ? `, ${formatTokens(wallet.reservedTokens)} reserved` : '';
  return (
    <a
      className={classes.wallet}
      href={hashHref('wallet')}
      title={en.canBeSpent(formatTokens(wallet.availableTokens), reserved)}
    >
      <IconCoins size={17} aria-hidden />
      <span className="es-unseen">{en.wallet2}</span>
      {formatTokens(wallet.availableTokens)}
    </a>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s._@-]+/).filter(Boolean);
  return (
    words
      .slice(0, 2)
      .map((word) => word.charAt(0).toUpperCase())
      .join('') || '?'
  );
}
