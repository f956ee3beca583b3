import { formatMoment, formatScore } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { gallery as en } from '../../words/en/gallery.ts';
import type { ManagedEffect } from './effect-page.tsx';
import { RollBackEffectDocument } from './gallery.graphql.ts';
import classes from './gallery.module.css';

type Pin = ManagedEffect['pins'][number];

interface RevisionsPanelProps {
  effect: ManagedEffect;
  isStale: boolean;
  onRolledBack: () => void;
}

/** What was in force since when, what each change changed, and the way back. */
export function RevisionsPanel({ effect, isStale, onRolledBack }: RevisionsPanelProps) {
  const command = useCommand(RollBackEffectDocument);
  const [chosen, setChosen] = useState<Pin | null>(null);
  const send = async (reason: string) => {
    if (chosen === null) return;
    const input = { effectId: effect.id, revisionId: chosen.revision.id, reason };
    if ((await command.act(input)) === null) return;
    setChosen(null);
    onRolledBack();
  };
  return (
    <Panel title={en.revisions} note={en.theOneInForceFirst} isStale={isStale}>
      <ol className={classes.pins}>
        {effect.pins.map((pin, index) => (
          <li key={pin.sequence}>
            <div className={classes.pinHead}>
              <strong>{en.revisionNo(pin.revision.number)}</strong>
              {index === 0 && <Chip tone="accent">{en.inForce}</Chip>}
              {pin.run === null && <Chip tone="warn">{en.rolledBack}</Chip>}
              <span className={classes.muted}>{en.quality100(formatScore(pin.revision.composite))}</span>
              {effect.isPublished && pin.revision.id !== effect.revision.id && (
                <Button
                  size="compact-sm"
                  variant="default"
                  className={classes.back}
                  aria-label={en.goBackToRevision(pin.revision.number)}
                  onClick={() => setChosen(pin)}
                >
                  {en.goBackToThis}
                </Button>
              )}
            </div>
            <p className={classes.muted}>
              {en.byAt(pin.pinnedBy.displayName, formatMoment(pin.pinnedAt))}
              {pin.reason !== null && en.because(pin.reason)}
              {pin.run !== null && (
                <>
                  {' · '}
                  <a href={hashHref('runs', pin.run.id)}>{en.theRun}</a>
                </>
              )}
            </p>
            <Changes changes={pin.changes} />
          </li>
        ))}
      </ol>
      <DecisionDialog
        isOpen={chosen !== null}
        onClose={() => setChosen(null)}
        title={chosen === null ? '' : en.goBackToRevision(chosen.revision.number)}
        confirm={en.goBack}
        reasonLabel={en.whyItIsKeptForGood}
        problem={command.problem}
        isBusy={command.isBusy}
        onConfirm={(reason) => void send(reason)}
      >
        <p>{en.newRunsUseItAtOnce}</p>
      </DecisionDialog>
    </Panel>
  );
}

function Changes({ changes }: { changes: Pin['changes'] }) {
  if (changes.length === 0) return null;
  return (
    <ul className={classes.changes} aria-label={en.whatChanged}>
      {changes.map(({ path, before, after }) => (
        <li key={path}>
          <span className="es-mono">{path}</span>
          <span className={classes.values}>
            {before !== null && <del>{shown(before)}</del>} {after !== null && <ins>{shown(after)}</ins>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Digests and lists are long; their beginning tells them apart. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
