import { formatCount, formatPercent, formatUsdChange } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button } from '@mantine/core';
import { IconBulb } from '@tabler/icons-react';
import { margin as en } from '../../words/en/margin.ts';
import { KIND_WORDS } from '../../words/recommendation-words.ts';
import { TopRecommendationsDocument } from './margin.graphql.ts';
import classes from './top-recommendations.module.css';

const SHOWN = 4;

/** The recommendations that would pay most, each a click from its decision. */
export function TopRecommendations({ className }: { className?: string }) {
  const answer = useLiveQuery({ query: TopRecommendationsDocument, variables: {} });
  return (
    <Panel
      title={en.recommendations}
      note={en.fromRealExecutions}
      className={className}
      isStale={answer.isStale}
    >
      <AnswerView answer={answer} what={en.theRecommendationsCouldNotBe} rows={3} rowHeight={44}>
        {({ reviews }) => {
          const known = reviews.flatMap((review) =>
            review.__typename === 'RecommendationReview' ? [review] : [],
          );
          if (known.length === 0)
            return (
              <Empty icon={<IconBulb size={20} aria-hidden />} title={en.nothingWorthChanging}>
                {en.theEngineLooksOnceA}
              </Empty>
            );
          const best = [...known].sort((a, b) =>
            BigInt(b.monthlyImpactNanoUsd) > BigInt(a.monthlyImpactNanoUsd) ? 1 : -1,
          );
          return (
            <ul className={classes.list}>
              {best.slice(0, SHOWN).map((review) => (
                <li key={review.id}>
                  <div className={classes.words}>
                    <span className={classes.title}>
                      <Chip tone="accent">{KIND_WORDS[review.recommendation.kind]}</Chip>
                      <strong>{review.title}</strong>
                    </span>
                    <span className={classes.meta}>
                      {en.confidenceExecutions(
                        formatPercent(review.confidence),
                        formatCount(review.sampleCount),
                      )}
                    </span>
                  </div>
                  <strong className={classes.impact}>
                    {en.mo(formatUsdChange(review.monthlyImpactNanoUsd))}
                  </strong>
                  <Button
                    component="a"
                    size="compact-md"
                    variant="default"
                    href={hashHref('recommendations', review.id)}
                    aria-label={en.decide2(review.title)}
                  >
                    {en.decide}
                  </Button>
                </li>
              ))}
            </ul>
          );
        }}
      </AnswerView>
    </Panel>
  );
}
