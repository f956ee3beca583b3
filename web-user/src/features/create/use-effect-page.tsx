import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo, hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { LoopVideo } from '@effect-studio/web-kit/video/loop-video.tsx';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { EffectToUseQuery } from '../../../generated/graphql.ts';
import { create as en } from '../../words/en/create.ts';
import classes from './create-page.module.css';
import { type FootageChoice, FootagePicker } from './footage-picker.tsx';
import { StartCard } from './start-card.tsx';
import { footageReasons, tokenReasons } from './start-reasons.ts';
import type { Trim } from './trim.ts';
import { useClipSlot } from './use-clip-slot.ts';
import { EffectQuoteDocument, EffectToUseDocument, RunEffectDocument } from './use-effect.graphql.ts';

type Effect = NonNullable<EffectToUseQuery['effect']>;

/** Puts a published effect on a clip of one's own, or on a house clip. */
export default function UseEffectPage({ slug }: { slug: string }) {
  const answer = useLiveQuery({ query: EffectToUseDocument, variables: { slug } });
  return (
    <AnswerView answer={answer} what={en.theEffectCouldNotBe} rows={3} rowHeight={140}>
      {({ effect }) =>
        effect ? (
          <UseForm effect={effect} />
        ) : (
          <Empty
            title={en.thisEffectIsNotIn}
            action={
              <Button component="a" href={hashHref('gallery')} variant="default">
                {en.lookAtTheOthers}
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
  const [trim, setTrim] = useState<Trim | null>(null);
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
    const footageTrim = choice.kind === 'own' ? trim : null;
    const input = { effectId: effect.id, footageVideoId, footageTrim, maxTokens: quote.amountTokens };
    const run = await command.act(input);
    if (run?.__typename === 'Run') goTo(['runs', run.id]);
  };
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>{en.onYourClip(effect.title)}</h1>
        <p>{effect.description}</p>
      </header>
      <div className={classes.form}>
        <section className={classes.clips}>
          <div>
            <h2>{en.theEffect}</h2>
            {effect.previewUrl ? (
              <LoopVideo
                src={effect.previewUrl}
                className={classes.preview}
                label={en.onAClip(effect.title, effect.effectType.title)}
              />
            ) : (
              <Empty title={en.noPublicPreview}>{en.itsMakerKeepsTheFootage}</Empty>
            )}
          </div>
          <div>
            <h2>{en.yourClip}</h2>
            <FootagePicker
              choice={choice}
              onChoose={setChoice}
              clips={[{ slot: footage, trim: { value: trim, onChange: setTrim } }]}
              isChoiceNeeded
            />
          </div>
        </section>
      </div>
      <StartCard
        quote={quote}
        reasons={reasons}
        problem={command.problem}
        consent={null}
        terms={en.youPayOnlyForA}
        isStarting={command.isBusy}
        onStart={() => void start()}
      />
    </div>
  );
}
