import {
  formatCount,
  formatMoment,
  formatPercent,
  formatUsd,
  formatUsdPerHour,
  MISSING,
} from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Countdown } from '@effect-studio/web-kit/ui/countdown.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Button } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import grid from '../../parts/grid.module.css';
import { bottlenecks as en } from '../../words/en/bottlenecks.ts';
import { messageWords } from '../../words/message-words.ts';
import { ENDS, SUBJECTS } from './bottleneck-words.ts';
import { RevertActionDocument } from './bottlenecks.graphql.ts';
import classes from './bottlenecks.module.css';
import type { Bottleneck } from './bottlenecks-page.tsx';
import { SignalChart } from './signal-chart.tsx';
import { SIGNAL_OF } from './signal-scale.ts';

/** Three digits that count; whole thousands as people write them. */
const figure = (value: number): string =>
  Math.abs(value) >= 100 ? formatCount(Math.round(value)) : String(Number(value.toPrecision(3)));

type Action = Bottleneck['actions'][number];

/** One bottleneck with the questions that led to its class, what was done, and what a person can do. */
export function BottleneckView({ bottleneck: one }: { bottleneck: Bottleneck }) {
  const [reverted, setReverted] = useState<Action | null>(null);
  const revert = useCommand(RevertActionDocument);
  return (
    <div className={grid.stack}>
      <Facts
        as="lines"
        facts={[
          { name: en.about, value: `${SUBJECTS[one.subject.kind]} ${one.subject.id}` },
          { name: en.since, value: formatMoment(one.openedAt) },
          {
            name: one.closedAt ? en.overSince : en.lastSeen,
            value: formatMoment(one.closedAt ?? one.lastSeenAt),
          },
          {
            name: one.impactKind === 'COST' ? en.costs : en.revenueAtRisk2,
            value: one.impactNanoUsdPerHour == null ? MISSING : formatUsdPerHour(one.impactNanoUsdPerHour),
          },
          { name: en.attemptsOfTheLastHour, value: one.affectedAttempts },
          { name: en.runbook, value: <span className="es-mono">{en.docsRunbooks(one.runbook)}</span> },
        ]}
      />
      <section>
        <h3 className={classes.subtitle}>{en.signalOfTheDay}</h3>
        <SignalChart subject={one.subject} signal={SIGNAL_OF[one.bottleneckClass]} />
      </section>
      <section>
        <h3 className={classes.subtitle}>{en.whatToDo}</h3>
        <p>{one.suggestedAction}</p>
      </section>
      <section>
        <h3 className={classes.subtitle}>{en.howTheClassWasFound}</h3>
        <ol className={classes.tests}>
          {one.tests.map(({ question, passed, value, limit }) => (
            <li key={question} data-passed={passed || undefined}>
              {passed ? <IconCheck size={14} aria-label={en.yes} /> : <IconX size={14} aria-label={en.no} />}
              <span>{question}</span>
              <span className="es-numbers">
                {value == null ? en.notMeasured : figure(value)} <small>{en.limit(figure(limit))}</small>
              </span>
            </li>
          ))}
        </ol>
      </section>
      {one.actions.length > 0 && (
        <section>
          <h3 className={classes.subtitle}>{en.whatTheEngineDid}</h3>
          {one.actions.map((action) => (
            <div key={action.id} className={classes.action}>
              <span>
                {en.ofTheWeightOfWas(
                  formatPercent(action.share),
                  action.provider.name,
                  formatUsd(action.reservedNanoUsd),
                )}
              </span>
              {action.state === 'APPLIED' ? (
                <>
                  <Chip tone="accent">
                    {en.ends}
                    <Countdown to={action.expiresAt} />
                  </Chip>
                  <Button
                    size="compact-sm"
                    variant="default"
                    leftSection={<IconArrowBackUp size={14} aria-hidden />}
                    onClick={() => setReverted(action)}
                  >
                    {en.takeItBack}
                  </Button>
                </>
              ) : (
                <Chip tone="neutral">{action.endedBecause ? ENDS[action.endedBecause] : 'over'}</Chip>
              )}
            </div>
          ))}
        </section>
      )}
      <section>
        <h3 className={classes.subtitle}>{en.whatHappened}</h3>
        <ol className={classes.history}>
          {one.history.map(({ at, kind, detail, by }) => (
            <li key={`${at} ${kind}`}>
              <time dateTime={at}>{formatMoment(at)}</time> {messageWords(detail, new Date())}{' '}
              <small>{by?.displayName ?? en.theEngine}</small>
            </li>
          ))}
        </ol>
      </section>
      <DecisionDialog
        isOpen={reverted !== null}
        onClose={() => setReverted(null)}
        title={en.giveTheWeightBack}
        confirm={en.giveItBack}
        reasonLabel={en.why}
        problem={revert.problem}
        isBusy={revert.isBusy}
        onConfirm={async (reason) => {
          if (reverted !== null && (await revert.act({ actionId: reverted.id, reason })) !== null)
            setReverted(null);
        }}
      >
        <p>{en.getsItsShareOfThe(reverted?.provider.name ?? '')}</p>
      </DecisionDialog>
    </div>
  );
}
