import { formatDuration, formatMoment, formatScore, formatTokens } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { LoopVideo } from '@effect-studio/web-kit/video/loop-video.tsx';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ManagedEffectQuery } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { gallery as en } from '../../words/en/gallery.ts';
import {
  ManagedEffectDocument,
  RepublishEffectDocument,
  UnpublishEffectDocument,
} from './gallery.graphql.ts';
import classes from './gallery.module.css';
import { ListingDialog } from './listing-dialog.tsx';
import { RevisionsPanel } from './revisions-panel.tsx';

export type ManagedEffect = NonNullable<ManagedEffectQuery['managedEffect']>;

/** One effect: what people see of it, what it pins, and what was in force before. */
export function EffectPage({ id }: { id: string }) {
  const answer = useLiveQuery({ query: ManagedEffectDocument, variables: { id } });
  return (
    <AnswerView answer={answer} what={en.theEffectCouldNotBe} rows={4} rowHeight={90}>
      {({ managedEffect: effect }) =>
        effect ? (
          <>
            <PageHead
              title={effect.title}
              trail={<a href={hashHref('gallery')}>{en.gallery}</a>}
              action={<Actions effect={effect} onDone={answer.retry} />}
            >
              {en.byInKind(effect.creator.displayName, effect.effectType.title)}
            </PageHead>
            <div className={grid.grid}>
              <div className={grid.narrow}>
                <Panel title={en.whatPeopleSee} isStale={answer.isStale}>
                  <Seen effect={effect} />
                </Panel>
              </div>
              <div className={grid.wide}>
                <RevisionsPanel effect={effect} isStale={answer.isStale} onRolledBack={answer.retry} />
              </div>
            </div>
          </>
        ) : (
          <Empty title={en.thereIsNoSuchEffect} />
        )
      }
    </AnswerView>
  );
}

const TAKEN_OUT_BY = {
  STUDIO: en.takenOut,
  CREATOR: en.withdrawnByItsCreator,
  ERASURE: en.withdrawnByItsCreator,
};

function Seen({ effect }: { effect: ManagedEffect }) {
  const { isPublished, unpublishedAt, unpublishReason, previewUrl, revision } = effect;
  return (
    <div className={grid.stack}>
      {previewUrl ? (
        <LoopVideo className={classes.preview} src={previewUrl} label={en.previewOf(effect.title)} />
      ) : (
        <p className={classes.muted}>{en.nothingIsShown}</p>
      )}
      <Facts
        as="lines"
        facts={[
          {
            name: en.state,
            value: isPublished ? (
              <Chip tone="good">{en.published}</Chip>
            ) : (
              <Chip tone="bad">{en.takenOut}</Chip>
            ),
          },
          ...(unpublishedAt
            ? [
                {
                  name: TAKEN_OUT_BY[effect.takenOutBy ?? 'STUDIO'],
                  value: en.whenAndWhy(formatMoment(unpublishedAt), unpublishReason ?? ''),
                },
              ]
            : []),
          { name: en.category, value: effect.category.title },
          { name: en.tags, value: effect.tags.join(', ') || '—' },
          { name: en.address, value: <span className="es-mono">{effect.slug}</span> },
          { name: en.price, value: formatTokens(effect.priceTokens) },
          { name: en.uses, value: String(effect.useCount) },
          ...(effect.typicalTokens !== null && effect.typicalMs !== null
            ? [
                {
                  name: en.typically,
                  value: en.tokensIn(formatTokens(effect.typicalTokens), formatDuration(effect.typicalMs)),
                  hint: en.medianOfTheLastHundred,
                },
              ]
            : []),
          { name: en.quality, value: formatScore(revision.composite) },
          { name: en.workflows, value: revision.workflows.map(({ workflow }) => workflow.title).join(' ') },
        ]}
      />
    </div>
  );
}

function Actions({ effect, onDone }: { effect: ManagedEffect; onDone: () => void }) {
  const [isEditing, setEditing] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setEditing(true)}>
        {en.editTheListing}
      </Button>
      {(effect.isPublished || effect.takenOutBy === 'CREATOR') && <TakeOut effect={effect} onDone={onDone} />}
      {effect.takenOutBy === 'STUDIO' && <PublishAgain effect={effect} onDone={onDone} />}
      {isEditing && <ListingDialog effect={effect} onClose={() => setEditing(false)} onDone={onDone} />}
    </>
  );
}

function TakeOut({ effect, onDone }: { effect: ManagedEffect; onDone: () => void }) {
  const command = useCommand(UnpublishEffectDocument);
  const [isAsked, setAsked] = useState(false);
  const send = async (reason: string) => {
    if ((await command.act({ effectId: effect.id, reason })) === null) return;
    setAsked(false);
    onDone();
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        {en.takeOut}
      </Button>
      <DecisionDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={en.takeOutOfTheGallery}
        confirm={en.takeOut}
        isDangerous
        reasonLabel={en.whyTheCreatorIsTold}
        problem={command.problem}
        isBusy={command.isBusy}
        onConfirm={(reason) => void send(reason)}
      >
        <p>{en.nobodyFindsItAnyMore}</p>
      </DecisionDialog>
    </>
  );
}

function PublishAgain({ effect, onDone }: { effect: ManagedEffect; onDone: () => void }) {
  const command = useCommand(RepublishEffectDocument);
  const [isAsked, setAsked] = useState(false);
  const send = async (reason: string) => {
    if ((await command.act({ effectId: effect.id, reason })) === null) return;
    setAsked(false);
    onDone();
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        {en.publishAgain}
      </Button>
      <DecisionDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={en.publishItAgain}
        confirm={en.publishAgain}
        reasonLabel={en.whyTheCreatorIsTold}
        problem={command.problem}
        isBusy={command.isBusy}
        onConfirm={(reason) => void send(reason)}
      >
        <p>{en.peopleFindItAgain}</p>
      </DecisionDialog>
    </>
  );
}
