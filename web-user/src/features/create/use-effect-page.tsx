import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo, hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { LoopVideo } from '@effect-studio/web-kit/video/loop-video.tsx';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { EffectToUseQuery } from '../../../generated/graphql.ts';
import classes from './create-page.module.css';
import { type FootageChoice, FootagePicker } from './footage-picker.tsx';
import { StartCard } from './start-card.tsx';
import { footageReasons, tokenReasons } from './start-reasons.ts';
import { useClipSlot } from './use-clip-slot.ts';
import { EffectQuoteDocument, EffectToUseDocument, RunEffectDocument } from './use-effect.graphql.ts';

type Effect = NonNullable<EffectToUseQuery['effect']>;

/** Puts a published effect on a clip of one's own, or on a house clip. */
export default function UseEffectPage({ slug }: { slug: string }) {
  const answer = useLiveQuery({ query: EffectToUseDocument, variables: { slug } });
  return (
    <AnswerView answer={answer} what="The effect could not be loaded" rows={3} rowHeight={140}>
      {({ effect }) =>
        effect ? (
          <UseForm effect={effect} />
        ) : (
          <Empty
            title="This effect is not in the gallery any more"
            action={
              <Button component="a" href={hashHref('gallery')} variant="default">
                Look at the others
              </Button>
            }
          />
        )
      }
    </AnswerView>
  );
}

function UseForm({ effect }: { effect: Effect }) {
  const footage = useClipSlot('use-footage');
  const [choice, setChoice] = useState<FootageChoice>({ kind: 'own' });
  const quoted = useLiveQuery({
    query: EffectQuoteDocument,
    variables: { effectTypeId: effect.effectType.id },
  });
  const command = useCommand(RunEffectDocument);
  const quote = quoted.data?.quoteRun ?? null;
  const footageVideoId = choice.kind === 'house' ? choice.videoId : footage.videoId;
  const progress = choice.kind === 'own' ? footage.progress : choice.videoId === null ? 'none' : 'house';
  const reasons = [...footageReasons(progress), ...tokenReasons(quote)];
  const start = async () => {
    if (footageVideoId === null || quote === null) return;
    const input = { effectId: effect.id, footageVideoId, maxTokens: quote.amountTokens };
    const run = await command.act(input);
    if (run?.__typename === 'Run') goTo(['runs', run.id]);
  };
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>{effect.title} on your clip</h1>
        <p>{effect.description}</p>
      </header>
      <div className={classes.form}>
        <section className={classes.clips}>
          <div>
            <h2>The effect</h2>
            {effect.previewUrl ? (
              <LoopVideo
                src={effect.previewUrl}
                className={classes.preview}
                label={`${effect.title}: ${effect.effectType.title} on a clip`}
              />
            ) : (
              <Empty title="No public preview">Its maker keeps the footage private.</Empty>
            )}
          </div>
          <div>
            <h2>Your clip</h2>
            <FootagePicker choice={choice} onChoose={setChoice} slot={footage} isChoiceNeeded />
          </div>
        </section>
      </div>
      <StartCard
        quote={quote}
        reasons={reasons}
        problem={command.problem}
        consent={null}
        terms="You pay only for a result that passes the quality check. It is yours alone: it does not go into the gallery."
        isStarting={command.isBusy}
        onStart={() => void start()}
      />
    </div>
  );
}
