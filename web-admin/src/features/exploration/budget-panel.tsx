import { ShareBar } from '@effect-studio/web-kit/charts/share-bar.tsx';
import {
  formatMoment,
  formatPercent,
  formatUsd,
  formatUsdPerHour,
  usdNumber,
} from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import type { Answer } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ExplorationPeriod, ExplorationQuery, WalletPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import grid from '../../parts/grid.module.css';
import { exploration as en } from '../../words/en/exploration.ts';
import { nanoOf, usdText } from '../../words/usd-text.ts';
import { SetBudgetDocument, WalletParts } from './exploration.graphql.ts';

const PERIODS: Record<ExplorationPeriod, string> = { DAY: 'day', WEEK: 'week', MONTH: 'month' };

/** What may be spent on learning, and what is left of it. */
export function BudgetPanel({ answer, className }: { answer: Answer<ExplorationQuery>; className?: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title={en.budget}
      note={en.ofTheRunningPeriod}
      className={className}
      isStale={answer.isStale}
      action={
        <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
          {en.change}
        </Button>
      }
    >
      <AnswerView answer={answer} what={en.theWalletCouldNotBe} rows={3}>
        {({ explorationWallet }) => {
          const wallet = readFragment(WalletParts, explorationWallet);
          return (
            <>
              <Budget wallet={wallet} />
              <BudgetDialog
                key={wallet.limitNanoUsd}
                wallet={wallet}
                isOpen={isOpen}
                onClose={() => setOpen(false)}
              />
            </>
          );
        }}
      </AnswerView>
    </Panel>
  );
}

function Budget({ wallet }: { wallet: WalletPartsFragment }) {
  const limit = usdNumber(wallet.limitNanoUsd);
  const share = limit === 0 ? 1 : usdNumber(wallet.spentNanoUsd) / limit;
  return (
    <div className={grid.stack}>
      <Facts
        facts={[
          { name: en.spent, value: formatUsd(wallet.spentNanoUsd), tone: 'explore' },
          { name: en.left, value: formatUsd(wallet.leftNanoUsd) },
          { name: en.limitPer(PERIODS[wallet.period]), value: formatUsd(wallet.limitNanoUsd) },
          { name: en.burn, value: formatUsdPerHour(wallet.burnNanoUsdPerHour) },
        ]}
      />
      <div>
        <ShareBar share={share} tone={share > 0.9 ? 'bad' : 'explore'} />
        <p style={{ marginTop: 6, fontSize: 12, color: 'var(--es-muted)' }}>
          {en.ofTheWhichEnds(formatPercent(share), PERIODS[wallet.period], formatMoment(wallet.periodEnd))}
        </p>
      </div>
      {wallet.isExhausted && (
        <div>
          <Chip tone="warn">{en.emptyNothingIsExploredShadowed}</Chip>
        </div>
      )}
    </div>
  );
}

function BudgetDialog({
  wallet,
  isOpen,
  onClose,
}: {
  wallet: WalletPartsFragment;
  isOpen: boolean;
  onClose: () => void;
}) {
  const command = useCommand(SetBudgetDocument);
  const [usd, setUsd] = useState(usdText(wallet.limitNanoUsd));
  const [period, setPeriod] = useState<ExplorationPeriod>(wallet.period);
  const limitNanoUsd = nanoOf(usd);
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title={en.explorationBudget}
      confirm={en.setIt}
      isReady={limitNanoUsd !== null}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={async () => {
        if (limitNanoUsd !== null && (await command.act({ limitNanoUsd, period })) !== null) onClose();
      }}
    >
      <p>{en.itHoldsAtOnceWhat}</p>
      <TextInput
        label={en.dollars}
        leftSection="$"
        inputMode="decimal"
        value={usd}
        onChange={(event) => setUsd(event.currentTarget.value)}
        error={limitNanoUsd === null ? en.anAmountOf0Or : undefined}
        data-autofocus
      />
      <Select
        label={en.per}
        value={period}
        onChange={(value) => setPeriod((value as ExplorationPeriod | null) ?? 'DAY')}
        data={Object.entries(PERIODS).map(([value, label]) => ({ value, label }))}
        allowDeselect={false}
      />
    </DecisionDialog>
  );
}
