import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { ui as en } from '../words/en/ui.ts';

/** Changes between dark and light; the choice is kept on this device. */
export function SchemeSwitch() {
  const scheme = useComputedColorScheme('dark');
  const { setColorScheme } = useMantineColorScheme();
  const other = scheme === 'dark' ? 'light' : 'dark';
  const Icon = scheme === 'dark' ? IconSun : IconMoon;
  return (
    <ActionIcon color="gray" aria-label={en.toUseTheLook(other)} onClick={() => setColorScheme(other)}>
      <Icon size={18} aria-hidden />
    </ActionIcon>
  );
}
