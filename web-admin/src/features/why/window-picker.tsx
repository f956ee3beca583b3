import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Button, Popover, SegmentedControl } from '@mantine/core';
import { IconCalendar, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { Span } from '../../parts/spans.ts';
import { useBusiness } from '../../shell/window-context.tsx';
import { why as en } from '../../words/en/why.ts';
import { type Comparison, PRESETS, type Preset } from './use-comparison.ts';
import classes from './window-picker.module.css';

const short = (moment: string): string => formatMoment(moment).replace(/:\d\d (GMT|UTC).*$/, '');

/** Which two windows are compared, and of which part of the books. */
export function WindowPicker({ comparison }: { comparison: Comparison }) {
  const { preset, choosePreset, earlier, later, providerId, setProvider, effectTypeId, setEffect } =
    comparison;
  const { hud } = useBusiness().feed;
  const provider = hud?.providers.find((known) => known.provider.id === providerId)?.provider.name;
  const effect = hud?.cells.find((known) => known.effectType.id === effectTypeId)?.effectType.title;
  return (
    <div className={classes.picker}>
      <SegmentedControl
        size="xs"
        aria-label={en.compareWithTheSameLength}
        value={preset ?? 'own'}
        onChange={(value) => value !== 'own' && choosePreset(value as Preset)}
        data={[
          ...Object.entries(PRESETS).map(([value, { words }]) => ({ value, label: words })),
          ...(preset === null ? [{ value: 'own', label: en.ownWindows }] : []),
        ]}
      />
      <OwnWindows comparison={comparison} />
      <span className={classes.words}>
        {short(earlier.from)} – {short(earlier.to)} <b>→</b> {short(later.from)} – {short(later.to)}
      </span>
      {providerId !== null && <Part name={provider ?? providerId} onDrop={() => setProvider(null)} />}
      {effectTypeId !== null && <Part name={effect ?? effectTypeId} onDrop={() => setEffect(null)} />}
    </div>
  );
}

function Part({ name, onDrop }: { name: string; onDrop: () => void }) {
  return (
    <button type="button" className={classes.part} onClick={onDrop} aria-label={en.onlyShowAllAgain(name)}>
      <Chip tone="accent">
        {name}
        <IconX size={12} aria-hidden />
      </Chip>
    </button>
  );
}

const local = (moment: string): string => {
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

function OwnWindows({ comparison: { earlier, later, chooseSpans } }: { comparison: Comparison }) {
  const [isOpen, setOpen] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const span = (name: string): Span => ({
      from: new Date(String(form.get(`${name}-from`))).toISOString(),
      to: new Date(String(form.get(`${name}-to`))).toISOString(),
    });
    chooseSpans(span('earlier'), span('later'));
    setOpen(false);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" shadow="xl" trapFocus>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconCalendar size={14} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          {en.ownWindows}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit} className={classes.own}>
          {(
            [
              ['earlier', 'Earlier window', earlier],
              ['later', 'Later window', later],
            ] as const
          ).map(([name, title, span]) => (
            <fieldset key={name}>
              <legend>{title}</legend>
              <label>
                {en.from}
                <input type="datetime-local" name={`${name}-from`} defaultValue={local(span.from)} required />
              </label>
              <label>
                {en.to}
                <input type="datetime-local" name={`${name}-to`} defaultValue={local(span.to)} required />
              </label>
            </fieldset>
          ))}
          <Button type="submit">{en.compare}</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
