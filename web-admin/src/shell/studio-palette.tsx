import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import type { Command } from '@effect-studio/web-kit/ui/command-matching.ts';
import { CommandPalette } from '@effect-studio/web-kit/ui/command-palette.tsx';
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import {
  IconClock,
  IconKeyboard,
  IconLogout,
  IconMoonStars,
  IconPlugConnected,
  IconSparkles,
  IconTargetArrow,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { MarginWindow } from '../../generated/graphql.ts';
import { frame as en } from '../words/en/frame.ts';
import { PLACES } from './places.ts';
import { useBusiness } from './window-context.tsx';

interface StudioPaletteProps {
  isOpen: boolean;
  onClose: () => void;
  onWindow: (window: MarginWindow) => void;
  onKeys: () => void;
  onSignOut: () => void;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Pages, providers, effects, ids and what can be done from anywhere. */
export function StudioPalette({ isOpen, onClose, onWindow, onKeys, onSignOut }: StudioPaletteProps) {
  const { hud } = useBusiness().feed;
  const scheme = useComputedColorScheme('dark');
  const { setColorScheme } = useMantineColorScheme();
  const icon = { size: 17, 'aria-hidden': true } as const;
  const effects = new Map((hud?.cells ?? []).map(({ effectType }) => [effectType.id, effectType.title]));
  const commands: (Command & { icon: ReactNode })[] = [
    ...PLACES.map(({ key, name, words, chord, Icon }) => ({
      key,
      name,
      words,
      group: en.goTo,
      hint: chord && `g ${chord}`,
      icon: <Icon {...icon} />,
      run: () => goTo([key]),
    })),
    ...(hud?.providers ?? []).map(({ provider }) => ({
      key: `provider-${provider.id}`,
      name: provider.name,
      words: en.providerMargin(provider.id),
      group: en.marginOfAProvider,
      icon: <IconPlugConnected {...icon} />,
      run: () => goTo(['margin', 'providers', provider.id]),
    })),
    ...[...effects].map(([id, title]) => ({
      key: `effect-${id}`,
      name: title,
      words: en.effectMarginPrice(id),
      group: en.marginOfAnEffect,
      icon: <IconSparkles {...icon} />,
      run: () => goTo(['margin', 'effects', id]),
    })),
    ...(
      [
        ['HOUR', 'last hour', '1'],
        ['DAY', 'last 24 hours', '2'],
        ['WEEK', 'last 7 days', '3'],
      ] as const
    ).map(([window, words, hint]) => ({
      key: `window-${window}`,
      name: `Look at the ${words}`,
      group: en.doWord,
      hint,
      icon: <IconClock {...icon} />,
      run: () => onWindow(window),
    })),
    {
      key: 'scheme',
      name: `Use the ${scheme === 'dark' ? 'light' : 'dark'} look`,
      group: en.doWord,
      icon: <IconMoonStars {...icon} />,
      run: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark'),
    },
    {
      key: 'keys',
      name: en.keyboardSheet,
      group: en.doWord,
      hint: '?',
      icon: <IconKeyboard {...icon} />,
      run: onKeys,
    },
    { key: 'sign-out', name: en.signOut, group: en.doWord, icon: <IconLogout {...icon} />, run: onSignOut },
  ];
  return (
    <CommandPalette
      isOpen={isOpen}
      onClose={onClose}
      commands={commands}
      placeholder={en.searchPagesProvidersEffectsRun}
      commandsFor={(typed) =>
        UUID.test(typed)
          ? [
              {
                key: 'open-run',
                name: en.openRun(typed.slice(0, 13)),
                group: en.thisId,
                icon: <IconTargetArrow {...icon} />,
                run: () => goTo(['runs', typed]),
              },
              {
                key: 'open-trace',
                name: en.eventsWithCorrelationId(typed.slice(0, 13)),
                group: en.thisId,
                icon: <IconTargetArrow {...icon} />,
                run: () => goTo(['log'], 'push', { trace: typed }),
              },
            ]
          : []
      }
    />
  );
}
