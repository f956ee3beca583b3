import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { hashHrefWith } from '@effect-studio/web-kit/location-hash.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Button, Code } from '@mantine/core';
import { useState } from 'react';
import type { DeadLetterPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import grid from '../../parts/grid.module.css';
import { deadLetters as en } from '../../words/en/dead-letters.ts';
import {
  DeadLetterParts,
  DiscardDeadLetterDocument,
  QuarantineDeadLetterDocument,
  ReplayDeadLetterDocument,
} from './dead-letters.graphql.ts';
import { LetterState } from './letter-state.tsx';

type Letter = DeadLetterPartsFragment;
type Decision = 'replay' | 'quarantine' | 'discard';

const WORDS: Record<Decision, { title: string; confirm: string; means: string }> = {
  replay: {
    title: en.doItAgain,
    confirm: en.replay,
    means: en.itIsDoneAgainBy,
  },
  quarantine: {
    title: en.keepItApart,
    confirm: en.quarantine,
    means: en.itAndWhatIsParked,
  },
  discard: {
    title: en.giveItUp,
    confirm: en.discardForGood,
    means: en.itIsNeverDoneLater,
  },
};

/** One letter with its error, its decisions, and what can be decided now. */
export function LetterView({ letter, onDecided }: { letter: Letter; onDecided: (letter: Letter) => void }) {
  const [asks, setAsks] = useState<Decision | null>(null);
  const commands = {
    replay: useCommand(ReplayDeadLetterDocument),
    quarantine: useCommand(QuarantineDeadLetterDocument),
    discard: useCommand(DiscardDeadLetterDocument),
  };
  const open: Decision[] =
    letter.state === 'DEAD'
      ? ['replay', 'quarantine', 'discard']
      : letter.state === 'QUARANTINED'
        ? ['replay', 'discard']
        : [];
  const decide = async (reason: string) => {
    const deadLetterId = letter.id;
    const done =
      asks === 'replay'
        ? await commands.replay.act({ deadLetterId })
        : asks === 'quarantine'
          ? await commands.quarantine.act({ deadLetterId, reason })
          : await commands.discard.act({ deadLetterId, reason });
    if (done === null) return;
    setAsks(null);
    if (done.__typename === 'DeadLetter') onDecided(readFragment(DeadLetterParts, done));
  };
  return (
    <div className={grid.stack}>
      <div>
        <LetterState state={letter.state} />
      </div>
      <Code block>{letter.error}</Code>
      <Facts
        as="lines"
        facts={[
          { name: en.owner, value: `${letter.owner}, ${letter.source}` },
          { name: en.cause, value: letter.causeClass },
          { name: en.attemptsReplaysIncluded, value: letter.attempts },
          { name: en.since, value: formatMoment(letter.createdAt) },
          { name: en.key, value: <span className="es-mono">{letter.idempotencyKey}</span> },
          { name: en.payload, value: <span className="es-mono">{letter.payloadHash.slice(0, 24)}…</span> },
          {
            name: en.correlationId,
            value: letter.correlationId ? (
              <a className="es-mono" href={hashHrefWith(['log'], { trace: letter.correlationId })}>
                {letter.correlationId}
              </a>
            ) : (
              '—'
            ),
          },
        ]}
      />
      {open.length > 0 && (
        <div style={{ display: 'flex', gap: 8 }}>
          {open.map((decision) => (
            <Button
              key={decision}
              variant={decision === 'replay' ? 'filled' : 'default'}
              onClick={() => setAsks(decision)}
            >
              {WORDS[decision].confirm.split(',')[0]}
            </Button>
          ))}
        </div>
      )}
      {letter.decisions.length > 0 && (
        <Facts
          as="lines"
          facts={letter.decisions.map(({ at, before, after, reason }) => ({
            name: formatMoment(at),
            value: `${before.toLowerCase()} → ${after.toLowerCase()}${reason ? `: “${reason}”` : ''}`,
          }))}
        />
      )}
      <DecisionDialog
        isOpen={asks !== null}
        onClose={() => setAsks(null)}
        title={asks === null ? '' : WORDS[asks].title}
        confirm={asks === null ? '' : WORDS[asks].confirm}
        isDangerous={asks === 'discard'}
        reasonLabel={asks === 'replay' ? undefined : en.whyItIsKeptFor}
        problem={asks === null ? null : commands[asks].problem}
        isBusy={asks !== null && commands[asks].isBusy}
        onConfirm={(reason) => void decide(reason)}
      >
        <p>{asks !== null && WORDS[asks].means}</p>
      </DecisionDialog>
    </div>
  );
}
