import { formatCount } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, NumberInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import grid from '../../parts/grid.module.css';
import { providers as en } from '../../words/en/providers.ts';
import { SetSlotsDocument } from './providers.graphql.ts';
import classes from './providers.module.css';
import type { Provider } from './providers-page.tsx';

/** How much a provider may do at once. */
export function SlotsForm({ provider }: { provider: Provider }) {
  const command = useCommand(SetSlotsDocument);
  const [slots, setSlots] = useState<number | string>(provider.slotCeiling);
  const isGood = typeof slots === 'number' && Number.isInteger(slots) && slots >= 1 && slots <= 10_000;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isGood) void command.act({ providerId: provider.id, slots });
  };
  return (
    <form className={grid.stack} onSubmit={submit} aria-label={en.atOnce}>
      <div className={classes.inline}>
        <NumberInput
          label={en.rendersAtOnce}
          description={
            provider.slotCount < provider.slotCeiling
              ? en.fewerNow(formatCount(provider.slotCount))
              : en.whatItHoldsGoesOn
          }
          value={slots}
          onChange={setSlots}
          min={1}
          max={10_000}
          allowDecimal={false}
        />
        <Button
          type="submit"
          variant="default"
          disabled={!isGood || slots === provider.slotCeiling}
          loading={command.isBusy}
        >
          {en.setIt}
        </Button>
      </div>
      {command.problem !== null && <ProblemNote {...command.problem} />}
    </form>
  );
}
