import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import { uuidV7 } from '@effect-studio/web-kit/uuid-v7.ts';
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { ClipSlot } from './clip-slot.tsx';
import { QuoteDocument, SubmitRunDocument } from './create.graphql.ts';
import classes from './create-page.module.css';
import { type FootageChoice, FootagePicker } from './footage-picker.tsx';
import { StartCard } from './start-card.tsx';
import { startReasons, WISH_LENGTH } from './start-reasons.ts';
import type { UploadProblem } from './upload-clip.ts';
import { useClipSlot } from './use-clip-slot.ts';
import { useDraft } from './use-draft.ts';

const UNREACHABLE: UploadProblem = {
  humanReadableCause: 'The studio did not answer, so it is not known whether the run was started.',
  suggestedAction: 'Press Start again: the same run is never started twice.',
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
        <h1>Make my clip look like this</h1>
        <p>Show the studio a look. Several engines try it on your footage, and you keep the best one.</p>
      </header>
      <div className={classes.form}>
        <section className={classes.clips}>
          <div>
            <h2>Example</h2>
            <ClipSlot slot={example} dropLabel="Drop an example clip">
              The look that you want. MP4, MOV, WebM or MKV. It is never made public.
            </ClipSlot>
          </div>
          <div>
            <h2>Footage</h2>
            <FootagePicker choice={choice} onChoose={setChoice} slot={footage} />
          </div>
        </section>
        <section>
          <Textarea
            label="What do you want?"
            description="Colours, mood, grain, speed: whatever matters to you."
            placeholder="Warm, grainy dusk with soft highlights, like an old holiday film"
            autosize
            minRows={3}
            value={wish}
            onChange={(event) => setWish(event.currentTarget.value)}
            error={wish.length > WISH_LENGTH}
          />
          <p className={classes.count} aria-live="polite">
            {wish.length > WISH_LENGTH - 60 && `${wish.length} of ${WISH_LENGTH} characters`}
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
