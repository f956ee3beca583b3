import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import { uuidV7 } from '@effect-studio/web-kit/uuid-v7.ts';
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { create as en } from '../../words/en/create.ts';
import { ClipSlot } from './clip-slot.tsx';
import { QuoteDocument, SubmitRunDocument } from './create.graphql.ts';
import classes from './create-page.module.css';
import { type FootageChoice, FootagePicker } from './footage-picker.tsx';
import { StartCard } from './start-card.tsx';
import { startReasons, WISH_LENGTH } from './start-reasons.ts';
import type { UploadProblem } from './upload-clip.ts';
import { useClipSlot } from './use-clip-slot.ts';
import { useDraft } from './use-draft.ts';
import { usePaste } from './use-paste.ts';

const UNREACHABLE: UploadProblem = {
  humanReadableCause: en.theStudioDidNotAnswer,
  suggestedAction: en.pressStartAgainTheSame,
};

/** From an example, footage and a wish to a run. */
export default function CreatePage() {
  const example = useClipSlot('create-example');
  const footage = useClipSlot('create-footage');
  const [choice, setChoice] = useState<FootageChoice>({ kind: 'house', videoId: null });
  const [wish, setWish] = useState('');
  const [hasConsent, setConsent] = useState(false);
  const forgetDraft = useDraft({ example, footage, choice, setChoice, wish, setWish });
  const [problem, setProblem] = useState<UploadProblem | null>(null);
  const [{ data: quoted }] = useQuery({ query: QuoteDocument, requestPolicy: 'network-only' });
  const [{ fetching }, submit] = useMutation(SubmitRunDocument);

  const quote = quoted?.quoteRun ?? null;
  const footageProgress = choice.kind === 'house' ? 'house' : footage.progress;
  const reasons = startReasons({ example: example.progress, footage: footageProgress, wish, quote });
  const intention = JSON.stringify([example.videoId, choice, footage.videoId, wish, hasConsent]);
  const [key, setKey] = useState({ intention: '', id: '' });

  const [leftOut, setLeftOut] = useState(0);
  /** A second clip is the footage; a run takes no third. */
  const takeMore = ([second, ...others]: File[]) => {
    if (second === undefined) return;
    setChoice({ kind: 'own' });
    footage.begin(second);
    setLeftOut(others.length);
  };
  usePaste((pasted) => {
    const isForExample = example.progress === 'none' || example.progress === 'refused';
    if (!isForExample) setChoice({ kind: 'own' });
    const slot = isForExample ? example : footage;
    if (pasted.kind === 'link') return slot.beginLink(pasted.url);
    const [first, ...more] = pasted.files;
    if (first !== undefined) slot.begin(first);
    if (isForExample) takeMore(more);
    else setLeftOut(more.length);
  });

  async function start(): Promise<void> {
    const exampleVideoId = example.videoId;
    if (exampleVideoId === null) return;
    // The same form sent twice is one run; a changed form is another intention and gets another key.
    const idempotencyKey = key.intention === intention ? key.id : uuidV7();
    setKey({ intention, id: idempotencyKey });
    setProblem(null);
    const footageVideoId = choice.kind === 'house' ? choice.videoId : footage.videoId;
    const consentPublicPreview = choice.kind === 'own' && hasConsent;
    const { data } = await submit({
      input: { exampleVideoId, footageVideoId, wish: wish.trim(), consentPublicPreview, idempotencyKey },
    });
    if (data === undefined) setProblem(UNREACHABLE);
    else if (data.submitRun.__typename === 'Run') {
      forgetDraft();
      goTo(['runs', data.submitRun.id]);
    } else {
      setProblem(data.submitRun);
      setKey({ intention: '', id: '' });
    }
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
            <FootagePicker choice={choice} onChoose={setChoice} slot={footage} />
          </div>
        </section>
        {leftOut > 0 && (
          <p role="status">
            {leftOut === 1 ? en.oneClipWas : en.clipsWere(leftOut)}
            {en.leftOutARunTakes}
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
        consent={choice.kind === 'own' ? { isGiven: hasConsent, onChange: setConsent } : null}
        isStarting={fetching}
        onStart={() => void start()}
      />
    </div>
  );
}
