import { formatTokens } from '@effect-studio/web-kit/format.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { runStages } from '@effect-studio/web-kit/run/run-stages.ts';
import { isEnded } from '@effect-studio/web-kit/run/run-words.ts';
import { StageRail } from '@effect-studio/web-kit/run/stage-rail.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { LiveDot } from '@effect-studio/web-kit/ui/live-dot.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { useNow } from '@effect-studio/web-kit/use-now.ts';
import { Compare } from '@effect-studio/web-kit/video/compare.tsx';
import { Button } from '@mantine/core';
import { IconCoins } from '@tabler/icons-react';
import { useState } from 'react';
import type { RunPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import { run as en } from '../../words/en/run.ts';
import { CandidateCard } from './candidate-card.tsx';
import { moneyWords } from './money-words.ts';
import { QueueNote } from './queue-note.tsx';
import { RenderAgain } from './render-again.tsx';
import { CandidateParts } from './run.graphql.ts';
import { CancelRun, VersionActions } from './run-actions.tsx';
import { RunOutcome } from './run-outcome.tsx';
import classes from './run-page.module.css';
import { shownVersion } from './shown-version.ts';
import { stageClips } from './stage-clips.ts';
import { useClipMedia } from './use-clip-media.ts';
import { useLookPrices } from './use-look-prices.ts';
import { useRun } from './use-run.ts';
import { whyWon } from './why-won.ts';

/** One run: see it happen, compare the versions, keep the best. */
export default function RunPage({ id }: { id: string }) {
  const { run, previews, isMissing, error, retry } = useRun(id);
  if (run) return <RunView run={run} previews={previews} />;
  if (error !== undefined) return <Fault what={en.theRunCouldNotBe} error={error} onRetry={retry} />;
  if (isMissing)
    return (
      <Empty
        title={en.thereIsNoSuchRun}
        action={
          <Button component="a" href={hashHref('runs')} variant="default">
            {en.yourCreations}
          </Button>
        }
      >
        {en.itMayBelongToAnother}
      </Empty>
    );
  return <Loading rows={4} rowHeight={120} />;
}

interface RunViewProps {
  run: RunPartsFragment;
  /** Pictures of works in progress, by task. */
  previews: ReadonlyMap<string, string>;
}

function RunView({ run, previews }: RunViewProps) {
  const [pickedTaskId, setPicked] = useState<string | null>(null);
  const hasEnded = isEnded(run.state);
  const winnerTaskId = run.winner?.task.id ?? null;
  const shownId = shownVersion({
    candidates: run.candidates.map(({ task, rank, outputUrl }) => ({
      taskId: task.id,
      rank: rank ?? null,
      outputUrl: outputUrl ?? null,
    })),
    winnerTaskId,
    pickedTaskId,
  });
  const shown = run.candidates.find(({ task }) => task.id === shownId) ?? null;
  const prices = useLookPrices(run.candidates.map(({ effectType }) => effectType.id));
  const media = { example: useClipMedia(run.example), footage: useClipMedia(run.footage) };
  const isCancellable = !hasEnded && run.state !== 'PUBLISHING';
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div>
          <nav className={classes.crumbs} aria-label={en.breadcrumb}>
            <a href={hashHref('runs')}>{en.creations}</a> /{' '}
            <span className="es-mono">{run.id.slice(-12)}</span>
          </nav>
          <h1>{run.wish || en.aLookWithoutWords}</h1>
          {run.rerenderOf && (
            <p className={classes.origin}>
              {en.renderedAgainFrom}
              <a href={hashHref('runs', run.rerenderOf.run.id)}>{en.anEarlierRun}</a>
            </p>
          )}
        </div>
        <div className={classes.side}>
          <Chip tone="neutral" icon={<IconCoins size={14} aria-hidden />}>
            {moneyWords(run)}
          </Chip>
          {isCancellable && <CancelRun runId={run.id} />}
        </div>
      </header>
      <RunSteps run={run} />
      <div className={classes.stage}>
        <Compare {...stageClips(run, shown, winnerTaskId, media)} />
      </div>
      <section className={classes.results} aria-label={en.results}>
        <div className={classes.title}>
          <h2>{en.results}</h2>
          <span>{en.rankedByQualityCostAnd}</span>
        </div>
        <RunOutcome run={run} />
        {run.candidates.length === 0 && !hasEnded && (
          <Empty title={en.versionsAppearHere}>{en.eachEnginesVersionShowsUp}</Empty>
        )}
        <ul className={classes.cards}>
          {run.candidates.map((candidate) => (
            <CandidateCard
              key={candidate.task.id}
              candidate={candidate}
              previewUrl={previews.get(candidate.task.id) ?? null}
              isShown={candidate.task.id === shownId}
              isWinner={candidate.task.id === winnerTaskId}
              priceTokens={prices.get(candidate.effectType.id) ?? null}
              onShow={() => setPicked(candidate.task.id)}
            />
          ))}
        </ul>
        <WhyWon run={run} winnerTaskId={winnerTaskId} prices={prices} />
        <VersionActions
          runId={run.id}
          shown={shown === null ? null : { taskId: shown.task.id, providerName: shown.provider.name }}
          isWinner={shownId === winnerTaskId}
          isOpenToChoice={run.state === 'AWAITING_APPROVAL' || run.state === 'FINISHING'}
          resultUrl={run.resultUrl ?? null}
        />
        {isJudged(shown) && (
          <RenderAgain
            key={shown.task.id}
            runId={run.id}
            taskId={shown.task.id}
            providerName={shown.provider.name}
            strength={readFragment(CandidateParts, shown).parameters.strength}
          />
        )}
      </section>
    </div>
  );
}

type Shown = RunPartsFragment['candidates'][number];

/** Only what was rendered and judged can be rendered again. */
const isJudged = (shown: Shown | null): shown is Shown =>
  shown !== null && shown.status === 'DONE' && (shown.rank ?? null) !== null;

interface WhyWonProps {
  run: RunPartsFragment;
  winnerTaskId: string | null;
  prices: ReadonlyMap<string, number>;
}

function WhyWon({ run, winnerTaskId, prices }: WhyWonProps) {
  const judged = readFragment(CandidateParts, run.candidates).map((candidate) => ({
    taskId: candidate.task.id,
    providerName: candidate.provider.name,
    composite: candidate.composite ?? null,
    durationMs: candidate.durationMs ?? null,
    priceTokens: prices.get(candidate.effectType.id) ?? null,
    parts: candidate.task.evaluation?.quality ?? null,
    terms: candidate.ranking?.terms ?? null,
  }));
  const rank = run.candidates.find(({ task }) => task.id === winnerTaskId)?.rank ?? 1;
  const reasons = whyWon(judged, winnerTaskId, rank !== 1);
  if (reasons.length === 0) return null;
  return (
    <div className={classes.why}>
      <h3>{en.whyThisOne}</h3>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <p>{en.whateverTheEnginesCostYou(formatTokens(run.quotedTokens))}</p>
    </div>
  );
}

/** States in which a run may wait for its turn, or its work for a machine. */
const MAY_WAIT: ReadonlySet<string> = new Set(['QUEUED', 'DISPATCHING', 'RUNNING', 'FINISHING']);

function RunSteps({ run }: { run: RunPartsFragment }) {
  const now = useNow(1000, isEnded(run.state));
  const stages = runStages(
    {
      state: run.state,
      createdAt: run.createdAt,
      steps: run.steps.map((step) => ({ ...step, from: step.from ?? null })),
    },
    now,
  );
  const doneCount = stages.filter(({ status }) => status === 'done').length;
  const notes = {
    drafts: run.promptVariants.length > 0 ? `${run.promptVariants.length} prompt variants` : undefined,
    dispatch: run.candidates.length > 0 ? enginesOf(run) : undefined,
    render: run.footageExcerpt ? stretch(run.footageExcerpt) : undefined,
    finish: run.footageTrim ? stretch(run.footageTrim) : undefined,
  };
  return (
    <section className={classes.steps} aria-label={en.steps}>
      <div className={classes.stepsHead}>
        <strong>{en.ofSteps(doneCount, stages.length)}</strong>
        {!isEnded(run.state) && <LiveDot />}
      </div>
      <div className={classes.track} aria-hidden>
        <span style={{ transform: `scaleX(${doneCount / stages.length})` }} />
      </div>
      <StageRail stages={stages} notes={notes} />
      {MAY_WAIT.has(run.state) && <QueueNote runId={run.id} />}
    </section>
  );
}

function stretch({ startSeconds, durationSeconds }: NonNullable<RunPartsFragment['footageExcerpt']>): string {
  return en.stretchOf(startSeconds.toFixed(1), (startSeconds + durationSeconds).toFixed(1));
}

function enginesOf({ candidates }: RunPartsFragment): string {
  const explorations = candidates.filter(({ role }) => role === 'EXPLORATION').length;
  const versions = `${candidates.length} ${candidates.length === 1 ? 'version' : 'versions'}`;
  return explorations > 0 ? `${versions} · ${explorations} exploration` : versions;
}
