import { goTo, useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { create as en } from '../../words/en/create.ts';
import { ClipSlot } from './clip-slot.tsx';
import { QuoteDocument } from './create.graphql.ts';
import classes from './create-page.module.css';
import { type FootageChoice, FootagePicker } from './footage-picker.tsx';
import { StartCard } from './start-card.tsx';
import { startReasons, WISH_LENGTH } from './start-reasons.ts';
import { useClipSlot } from './use-clip-slot.ts';
import { useDraft } from './use-draft.ts';
import { MOST_CLIPS, useFootage } from './use-footage.ts';
import { usePaste } from './use-paste.ts';
import { useRepeat } from './use-repeat.ts';
import { useStart, type WantedRun } from './use-start.ts';

/** From an example, footage and a wish to a run; several clips are as many runs. The address may name a run to repeat. */
export default function CreatePage() {
  const [from] = useHashSearch('from');
  return <CreateForm key={from} from={from} />;
}

function CreateForm({ from }: { from: string | null }) {
  const form = from === null ? 'create' : 'again';
  const example = useClipSlot(`${form}-example`);
  const footage = useFootage(form);
  const [choice, setChoice] = useState<FootageChoice>({ kind: 'house', videoId: null });
  const [wish, setWish] = useState('');
  const [hasConsent, setConsent] = useState(false);
  const fields = { example, footage, choice, setChoice, wish, setWish };
  const forgetDraft = useDraft(fields, from === null);
  useRepeat(from, fields);
  const [{ data: quoted }] = useQuery({ query: QuoteDocument, requestPolicy: 'network-only' });
  const { start, problem, isStarting } = useStart();
  const [leftOut, setLeftOut] = useState(0);

  const isOwn = choice.kind === 'own';
  const runCount = isOwn ? Math.max(1, footage.taken.length) : 1;
  const price = quoted?.quoteRun ?? null;
  const quote = price && { ...price, amountTokens: price.amountTokens * runCount };
  const reasons = startReasons({
    ...{ example: example.progress, footage: isOwn ? footage.progress : 'house' },
    ...{ wish, quote },
  });

  /** What comes beside the example is footage; a form takes so many clips and no more. */
  const takeMore = (files: File[]) => {
    if (files.length === 0) return;
    setChoice({ kind: 'own' });
    setLeftOut(footage.take(files));
  };
  usePaste((pasted) => {
    const isForExample = example.progress === 'none' || example.progress === 'refused';
    if (pasted.kind === 'files') {
      const [first, ...more] = pasted.files;
      if (!isForExample) return takeMore(pasted.files);
      if (first !== undefined) example.begin(first);
      return takeMore(more);
    }
    if (isForExample) return example.beginLink(pasted.url);
    setChoice({ kind: 'own' });
    footage.clips.find(({ slot }) => slot.progress === 'none')?.slot.beginLink(pasted.url);
  });

  async function send(): Promise<void> {
    const exampleVideoId = example.videoId;
    if (exampleVideoId === null) return;
    const common = { exampleVideoId, wish: wish.trim() };
    const wanted: WantedRun[] = isOwn
      ? footage.taken.map(({ slot, trim }) => ({
          ...common,
          footageVideoId: slot.videoId,
          footageTrim: trim.value,
          consentPublicPreview: hasConsent,
        }))
      : [
          {
            ...common,
            footageVideoId: choice.videoId,
            footageTrim: null,
            consentPublicPreview: false,
          },
        ];
    const runIds = await start(wanted);
    if (runIds === null) return;
    forgetDraft();
    goTo(runIds.length === 1 ? ['runs', runIds[0]!] : ['runs']);
  }

  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>{en.makeMyClipLookLike}</h1>
        <p>{en.showTheStudioALook}</p>
      </header>
      <div className={classes.form}>
        <section className={classes.clips}>
          <div>
            <h2>{en.example}</h2>
            <ClipSlot slot={example} dropLabel={en.dropAnExampleClip} onMore={takeMore}>
              {en.theLookThatYouWant}
            </ClipSlot>
          </div>
          <div>
            <h2>{en.footage}</h2>
            <FootagePicker choice={choice} onChoose={setChoice} clips={footage.clips} onMore={takeMore} />
          </div>
        </section>
        {leftOut > 0 && (
          <p role="status">
            {leftOut === 1 ? en.oneClipWas : en.clipsWere(leftOut)}
            {en.leftOutAFormTakes(MOST_CLIPS)}
          </p>
        )}
        <section>
          <Textarea
            label={en.whatDoYouWant}
            description={en.coloursMoodGrainSpeedWhatever}
            placeholder={en.warmGrainyDuskWithSoft}
            autosize
            minRows={3}
            value={wish}
            onChange={(event) => setWish(event.currentTarget.value)}
            error={wish.length > WISH_LENGTH}
          />
          <p className={classes.count} aria-live="polite">
            {wish.length > WISH_LENGTH - 60 && en.ofCharacters(wish.length, WISH_LENGTH)}
          </p>
        </section>
      </div>
      <StartCard
        quote={quote}
        reasons={reasons}
        problem={problem}
        consent={isOwn ? { isGiven: hasConsent, onChange: setConsent } : null}
        runCount={runCount}
        isStarting={isStarting}
        onStart={() => void send()}
      />
    </div>
  );
}
