import { formatTokens } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, Modal, NumberInput, SegmentedControl } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { LimitPeriod, SetSpendingLimitMutation } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { ledger as en } from '../../words/en/ledger.ts';
import { SetSpendingLimitDocument } from './ledger.graphql.ts';

type Limits = Extract<SetSpendingLimitMutation['setSpendingLimit'], { __typename: 'Wallet' }>['limits'];

const PERIODS: Record<LimitPeriod, string> = { DAY: 'A day', MONTH: 'A month', TOTAL: 'In all' };

/** What one person may spend at most; an empty field takes the limit of that period away. */
export function LimitDialog({
  person,
  onClose,
}: {
  person: { id: string; name: string };
  onClose: () => void;
}) {
  const command = useCommand(SetSpendingLimitDocument);
  const [period, setPeriod] = useState<LimitPeriod>('DAY');
  const [tokens, setTokens] = useState<number | string>('');
  const [limits, setLimits] = useState<Limits | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const limitTokens = tokens === '' ? null : Number(tokens);
    const wallet = await command.act({ userId: person.id, period, limitTokens });
    if (wallet?.__typename === 'Wallet') setLimits(wallet.limits);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={en.limitWhatSpends(person.name)}
      centered
      closeButtonProps={{ 'aria-label': en.close }}
    >
      <form className={grid.stack} onSubmit={(event) => void submit(event)}>
        <p>{en.reservedAndSpentTokensCount}</p>
        <SegmentedControl
          fullWidth
          aria-label={en.period}
          value={period}
          onChange={(value) => setPeriod(value as LimitPeriod)}
          data={Object.entries(PERIODS).map(([value, label]) => ({ value, label }))}
        />
        <NumberInput
          label={en.tokensAtMost}
          description={en.emptyNoLimitForThis}
          min={0}
          allowDecimal={false}
          allowNegative={false}
          value={tokens}
          onChange={setTokens}
          data-autofocus
        />
        {command.problem !== null && <ProblemNote {...command.problem} />}
        <Button type="submit" loading={command.isBusy}>
          {tokens === '' ? en.takeTheLimitAway : en.setTheLimit}
        </Button>
        {limits !== null &&
          (limits.length === 0 ? (
            <p role="status">{en.nothingLimitsThemNow}</p>
          ) : (
            <Facts
              as="lines"
              facts={limits.map((limit) => ({
                name: PERIODS[limit.period],
                value: en.of(formatTokens(limit.spentTokens), formatTokens(limit.limitTokens)),
              }))}
            />
          ))}
      </form>
    </Modal>
  );
}
