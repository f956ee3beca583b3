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
  IconUserCircle,
} from '@tabler/icons-react';
import { useQuery, useSubscription } from 'urql';
import { InboxBell } from './inbox/inbox-bell.tsx';
import { WalletChangedDocument, WalletDocument } from './session/session.graphql.ts';
import classes from './top-bar.module.css';

/** What the phone's bar has besides: there is no room for it at the top. */
const AT_THE_THUMB = [
  { key: 'wallet', name: 'Wallet', Icon: IconCoins },
  { key: 'inbox', name: 'Inbox', Icon: IconBell },
] as const;

const PLACES = [
  { key: 'create', name: 'Create', Icon: IconSparkles },
  { key: 'runs', name: 'Creations', Icon: IconMovie },
  { key: 'gallery', name: 'Gallery', Icon: IconPhotoVideo },
] as const;

interface TopBarProps {
  me: { displayName: string } | null;
  place: string;
  onSessionChange: () => void;
}

/** Places, wallet, inbox and account. */
export function TopBar({ me, place, onSessionChange }: TopBarProps) {
  return (
    <header className={classes.bar}>
      <div className={classes.inner}>
        <a className={classes.brand} href={hashHref('create')} aria-label="Effect Studio">
          <StudioMark size={26} />
          <span>Effect Studio</span>
        </a>
        <nav className={classes.places} aria-label="Main">
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
              Sign in
            </a>
          ) : (
            <Menu position="bottom-end" width={200} shadow="xl">
              <Menu.Target>
                <button
                  type="button"
                  className={classes.avatar}
                  // The name begins with what is seen, for people who say it (WCAG 2.5.3).
                  aria-label={`${initials(me.displayName)}, account of ${me.displayName}`}
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
                  Account
                </Menu.Item>
                <Menu.Item
                  component="a"
                  href={hashHref('inbox')}
                  leftSection={<IconBell size={16} aria-hidden />}
                >
                  Inbox
                </Menu.Item>
                <Menu.Item
                  leftSection={<IconLogout size={16} aria-hidden />}
                  onClick={() => void signOut('web-user').then(onSessionChange)}
                >
                  Sign out
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
    <nav className={classes.tabs} aria-label="Main, bottom">
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
      title={`Can be spent: ${formatTokens(wallet.availableTokens)}${reserved}`}
    >
      <IconCoins size={17} aria-hidden />
      <span className="es-unseen">Wallet: </span>
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
