import { formatTokens } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { goTo, hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, SegmentedControl, Slider } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { run as en } from '../../words/en/run.ts';
import { likeTheExample, STEP_OF_LIKENESS } from './likeness.ts';
import classes from './render-again.module.css';
import { RerenderCandidateDocument, RerenderQuoteDocument } from './run.graphql.ts';

interface RenderAgainProps {
  runId: string;
  /** The version on the stage. */
  taskId: string;
  providerName: string;
  /** How far it went towards the look, 0 to 1. */
  strength: number;
}

/** The version on the stage once more, nearer to the example or further from it, at a price that is named before. */
export function RenderAgain({ runId, taskId, providerName, strength }: RenderAgainProps) {
  const [wanted, setWanted] = useState(strength);
  const [{ data }] = useQuery({
    query: RerenderQuoteDocument,
    variables: { runId, taskId },
    requestPolicy: 'network-only',
  });
  const rerender = useCommand(RerenderCandidateDocument);
  const quote = data?.quoteRerender;
  // What cannot be rendered again has no price.
  if (!quote) return null;
  const start = async () => {
    const run = await rerender.act({
      runId,
      taskId,
      parameters: { strength: wanted },
      maxTokens: quote.amountTokens,
    });
    if (run?.__typename === 'Run') goTo(['runs', run.id]);
  };
  return (
    <section className={classes.again} aria-label={en.renderItAgain}>
      <h3>{en.almostRight}</h3>
      <p>{en.theVersionCanBeRendered(providerName)}</p>
      <SegmentedControl
        fullWidth
        size="sm"
        aria-label={en.howMuchLikeTheExample}
        value={likeTheExample(wanted, strength)}
        onChange={(value) => setWanted(likenessStrength(value, strength))}
        data={[
          { value: 'LESS', label: en.lessLikeIt, disabled: strength <= 0 },
          { value: 'SAME', label: en.asItIs },
          { value: 'MORE', label: en.moreLikeIt, disabled: strength >= 1 },
        ]}
      />
      <Slider
        className={classes.slider}
        thumbLabel={en.strengthOfTheLookIn}
        min={0}
        max={100}
        step={5}
        value={Math.round(wanted * 100)}
        onChange={(percent) => setWanted(percent / 100)}
        label={(percent) => `${percent}%`}
        marks={[{ value: Math.round(strength * 100), label: 'now' }]}
      />
      {rerender.problem !== null && <ProblemNote {...rerender.problem} />}
      {quote.missingTokens > 0 && (
        <p className={classes.short}>
          {en.yourWalletIsShortOf(formatTokens(quote.missingTokens))}
          <a href={hashHref('wallet')}>{en.toYourWallet}</a>
        </p>
      )}
      <Button
        fullWidth
        variant="default"
        leftSection={<IconAdjustmentsHorizontal size={17} aria-hidden />}
        disabled={wanted === strength || quote.missingTokens > 0}
        loading={rerender.isBusy}
        onClick={() => void start()}
      >
        {en.renderAgainFor(formatTokens(quote.amountTokens))}
      </Button>
    </section>
  );
}

const likenessStrength = (value: string, strength: number): number =>
  value === 'MORE'
    ? Math.min(1, strength + STEP_OF_LIKENESS)
    : value === 'LESS'
      ? Math.max(0, strength - STEP_OF_LIKENESS)
      : strength;
