import {
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
import grid from '../../grid.module.css';
import { ENDS, SUBJECTS } from './bottleneck-words.ts';
import { RevertActionDocument } from './bottlenecks.graphql.ts';
import classes from './bottlenecks.module.css';
import type { Bottleneck } from './bottlenecks-page.tsx';

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
          { name: 'About', value: `${SUBJECTS[one.subject.kind]} ${one.subject.id}` },
          { name: 'Since', value: formatMoment(one.openedAt) },
          {
            name: one.closedAt ? 'Over since' : 'Last seen',
            value: formatMoment(one.closedAt ?? one.lastSeenAt),
          },
          {
            name: one.impactKind === 'COST' ? 'Costs' : 'Revenue at risk',
            value: one.impactNanoUsdPerHour == null ? MISSING : formatUsdPerHour(one.impactNanoUsdPerHour),
          },
          { name: 'Attempts of the last hour', value: one.affectedAttempts },
          { name: 'Runbook', value: <span className="es-mono">docs/runbooks/{one.runbook}</span> },
        ]}
      />
      <section>
        <h3 className={classes.subtitle}>What to do</h3>
        <p>{one.suggestedAction}</p>
      </section>
      <section>
        <h3 className={classes.subtitle}>How the class was found</h3>
        <ol className={classes.tests}>
          {one.tests.map(({ question, passed, value, limit }) => (
            <li key={question} data-passed={passed || undefined}>
              {passed ? <IconCheck size={14} aria-label="yes" /> : <IconX size={14} aria-label="no" />}
              <span>{question}</span>
              <span className="es-numbers">
                {value == null ? 'not measured' : value.toPrecision(3)}{' '}
                <small>limit {limit.toPrecision(3)}</small>
              </span>
            </li>
          ))}
        </ol>
      </section>
      {one.actions.length > 0 && (
        <section>
          <h3 className={classes.subtitle}>What the engine did</h3>
          {one.actions.map((action) => (
            <div key={action.id} className={classes.action}>
              <span>
                {formatPercent(action.share)} of the weight of {action.provider.name} was moved away,{' '}
                {formatUsd(action.reservedNanoUsd)} set aside for it
              </span>
              {action.state === 'APPLIED' ? (
                <>
                  <Chip tone="accent">
                    Ends <Countdown to={action.expiresAt} />
                  </Chip>
                  <Button
                    size="compact-sm"
                    variant="default"
                    leftSection={<IconArrowBackUp size={14} aria-hidden />}
                    onClick={() => setReverted(action)}
                  >
                    Take it back
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
        <h3 className={classes.subtitle}>What happened</h3>
        <ol className={classes.history}>
          {one.history.map(({ at, kind, detail, by }) => (
            <li key={`${at} ${kind}`}>
              <time dateTime={at}>{formatMoment(at)}</time> {detail}{' '}
              <small>{by?.displayName ?? 'the engine'}</small>
            </li>
          ))}
        </ol>
      </section>
      <DecisionDialog
        isOpen={reverted !== null}
        onClose={() => setReverted(null)}
        title="Give the weight back?"
        confirm="Give it back"
        reasonLabel="Why?"
        problem={revert.problem}
        isBusy={revert.isBusy}
        onConfirm={async (reason) => {
          if (reverted !== null && (await revert.act({ actionId: reverted.id, reason })) !== null)
            setReverted(null);
        }}
      >
        <p>{reverted?.provider.name} gets its share of the traffic back with a new manifest, at once.</p>
      </DecisionDialog>
    </div>
  );
}
