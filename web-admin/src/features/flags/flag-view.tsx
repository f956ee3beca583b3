import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, NumberInput, SegmentedControl, Slider, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { FeatureFlagReach, FlagPartsFragment } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { flags as en } from '../../words/en/flags.ts';
import { REACHES, valueWords } from './flag-words.ts';
import { ClearFlagDocument, SetFlagDocument } from './flags.graphql.ts';

/** One flag: what holds, and how to change it. A change that somebody else made meanwhile is not overwritten. */
export function FlagView({ flag }: { flag: FlagPartsFragment }) {
  const [reach, setReach] = useState<FeatureFlagReach>('TENANT');
  const own = flag.settings.find((setting) => setting.reach === reach);
  return (
    <div className={grid.stack}>
      <p>{flag.description}</p>
      <Facts
        as="lines"
        facts={[
          { name: en.holdsNow, value: valueWords(flag.value) },
          { name: en.withoutASetting, value: valueWords(flag.defaultValue) },
          ...flag.settings.map((setting) => ({
            name: REACHES[setting.reach],
            value: en.forOfPeopleSince(
              valueWords(setting.value),
              setting.rolloutPercent,
              formatMoment(setting.setAt),
              setting.reason,
            ),
          })),
        ]}
      />
      <SegmentedControl
        aria-label={en.forWhom}
        value={reach}
        onChange={(value) => setReach(value as FeatureFlagReach)}
        data={[
          { value: 'TENANT', label: REACHES.TENANT },
          { value: 'EVERYONE', label: REACHES.EVERYONE },
        ]}
      />
      <SettingForm key={`${reach} ${own?.version ?? 0}`} flag={flag} reach={reach} own={own ?? null} />
    </div>
  );
}

interface SettingFormProps {
  flag: FlagPartsFragment;
  reach: FeatureFlagReach;
  own: FlagPartsFragment['settings'][number] | null;
}

function SettingForm({ flag, reach, own }: SettingFormProps) {
  const [value, setValue] = useState<unknown>(own?.value ?? flag.value);
  const [rolloutPercent, setRollout] = useState(own?.rolloutPercent ?? 100);
  const [reason, setReason] = useState('');
  const set = useCommand(SetFlagDocument);
  const clear = useCommand(ClearFlagDocument);
  const isReady = reason.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    void set.act({
      key: flag.key,
      reach,
      value,
      rolloutPercent,
      reason: reason.trim(),
      expectedVersion: own?.version ?? 0,
    });
  };
  const problem = set.problem ?? clear.problem;
  return (
    <form className={grid.stack} onSubmit={submit} aria-label={en.changeTheFlag}>
      {flag.kind === 'BOOLEAN' ? (
        <SegmentedControl
          aria-label={en.value}
          value={String(value)}
          onChange={(next) => setValue(next === 'true')}
          data={[
            { value: 'true', label: en.on },
            { value: 'false', label: en.off },
          ]}
        />
      ) : (
        <NumberInput
          label={en.value}
          min={flag.minimum ?? undefined}
          max={flag.maximum ?? undefined}
          allowDecimal={false}
          value={Number(value)}
          onChange={(next) => setValue(Number(next))}
        />
      )}
      <div>
        <p>{en.shareOfPeopleWhomIt(rolloutPercent)}</p>
        <Slider
          thumbLabel={en.shareOfPeopleInPercent}
          min={1}
          max={100}
          value={rolloutPercent}
          onChange={setRollout}
        />
      </div>
      <Textarea
        label={en.whyItIsKeptFor}
        required
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {problem !== null && <ProblemNote {...problem} />}
      <div style={{ display: 'flex', gap: 8 }}>
        <Button type="submit" disabled={!isReady} loading={set.isBusy}>
          {en.setIt}
        </Button>
        {own !== null && (
          <Button
            variant="default"
            disabled={!isReady}
            loading={clear.isBusy}
            onClick={() => void clear.act({ key: flag.key, reach, reason: reason.trim() })}
          >
            {en.takeTheSettingBack}
          </Button>
        )}
      </div>
    </form>
  );
}
