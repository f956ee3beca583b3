import { formatPercent, formatUsdChange } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo, useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { useHotkeys } from '@effect-studio/web-kit/use-hotkeys.ts';
import { Button, SegmentedControl } from '@mantine/core';
import { IconBulb, IconRefresh } from '@tabler/icons-react';
import type { RecommendationPartsFragment, RecommendationState } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import { PageHead } from '../../parts/page-head.tsx';
import split from '../../parts/split.module.css';
import type { PlaceProps } from '../../shell/places.ts';
import { recommendations as en } from '../../words/en/recommendations.ts';
import { KIND_WORDS, STATE_WORDS } from '../../words/recommendation-words.ts';
import { RecommendationView } from './recommendation-view.tsx';
import {
  GenerateRecommendationsDocument,
  PastRecommendationsDocument,
  RecommendationParts,
  WaitingRecommendationsDocument,
} from './recommendations.graphql.ts';

export type Recommendation = RecommendationPartsFragment;

/** One line of the list: a recommendation, with its place in the review queue while it waits. */
interface Item {
  id: string;
  reviewId: string | null;
  recommendation: Recommendation;
}

const STATES = ['PROPOSED', 'APPROVED', 'APPLIED', 'MEASURED', 'SNOOZED', 'REJECTED', 'WITHDRAWN'] as const;

/** Decide in seconds, with the evidence. */
export default function RecommendationsPage({ path: [chosenId] }: PlaceProps) {
  const [named, setState] = useHashSearch('state');
  const state = STATES.find((known) => known === named) ?? 'PROPOSED';
  const look = useCommand(GenerateRecommendationsDocument);
  return (
    <>
      <PageHead
        title={en.recommendations}
        action={
          <Button
            variant="default"
            leftSection={<IconRefresh size={15} aria-hidden />}
            loading={look.isBusy}
            onClick={() => void look.act({})}
          >
            {en.lookAgainNow}
          </Button>
        }
      >
        {en.changesThatWouldPayAs}
      </PageHead>
      {look.problem !== null && <ProblemNote {...look.problem} />}
      <SegmentedControl
        size="xs"
        mb={14}
        aria-label={en.whichRecommendations}
        value={state}
        onChange={(value) => setState(value)}
        data={STATES.map((value) => ({ value, label: STATE_WORDS[value][0] }))}
      />
      {state === 'PROPOSED' ? <Waiting chosenId={chosenId} /> : <Past state={state} chosenId={chosenId} />}
    </>
  );
}

function Waiting({ chosenId }: { chosenId: string | undefined }) {
  const answer = useLiveQuery({ query: WaitingRecommendationsDocument, variables: {} });
  return (
    <AnswerView answer={answer} what={en.theRecommendationsCouldNotBe} rows={4} rowHeight={70}>
      {({ reviews }) => (
        <List
          chosenId={chosenId}
          items={reviews
            .flatMap((review) => (review.__typename === 'RecommendationReview' ? [review] : []))
            .map(({ id, recommendation }) => ({
              id,
              reviewId: id,
              recommendation: readFragment(RecommendationParts, recommendation),
            }))}
          none={en.nothingWorthChanging}
        />
      )}
    </AnswerView>
  );
}

function Past({ state, chosenId }: { state: RecommendationState; chosenId: string | undefined }) {
  const answer = useLiveQuery({ query: PastRecommendationsDocument, variables: { state } });
  return (
    <AnswerView answer={answer} what={en.theRecommendationsCouldNotBe} rows={4} rowHeight={70}>
      {({ recommendations }) => (
        <List
          chosenId={chosenId}
          items={recommendations.edges.map(({ node }) => {
            const recommendation = readFragment(RecommendationParts, node);
            return { id: recommendation.id, reviewId: null, recommendation };
          })}
          none={en.noneIs(STATE_WORDS[state][0].toLowerCase())}
        />
      )}
    </AnswerView>
  );
}

function List({ items, chosenId, none }: { items: Item[]; chosenId: string | undefined; none: string }) {
  const sorted = [...items].sort((a, b) => (impactOf(b) > impactOf(a) ? 1 : -1));
  const shown = sorted.find(({ id }) => id === chosenId) ?? sorted[0];
  const choose = (id: string) => goTo(['recommendations', id], 'replace', currentSearch());
  const move = (by: number) => {
    const index = sorted.findIndex(({ id }) => id === shown?.id);
    const next = sorted[Math.min(sorted.length - 1, Math.max(0, index + by))];
    if (next !== undefined) choose(next.id);
  };
  useHotkeys({ j: () => move(1), k: () => move(-1) });
  if (shown === undefined) {
    return (
      <Empty icon={<IconBulb size={20} aria-hidden />} title={none}>
        {en.theEngineLooksOnceA}
      </Empty>
    );
  }
  return (
    <div className={split.split}>
      <nav aria-label={en.recommendations}>
        <ul className={split.list}>
          {sorted.map(({ id, recommendation: one }) => (
            <li key={id}>
              <button type="button" aria-current={id === shown.id || undefined} onClick={() => choose(id)}>
                <span className={split.row}>
                  <Chip tone="accent">{KIND_WORDS[one.kind]}</Chip>
                  <span className={split.impact}>
                    {en.mo(formatUsdChange(one.monthlyImpact.expectedNanoUsd))}
                  </span>
                </span>
                <strong>{one.title}</strong>
                <span className={split.meta}>
                  {en.confidence2(formatPercent(one.confidence))}
                  <When at={one.createdAt} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <RecommendationView key={shown.id} recommendation={shown.recommendation} reviewId={shown.reviewId} />
    </div>
  );
}

const impactOf = ({ recommendation }: Item): bigint => BigInt(recommendation.monthlyImpact.expectedNanoUsd);

const currentSearch = (): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(location.hash.split('?')[1] ?? ''));
