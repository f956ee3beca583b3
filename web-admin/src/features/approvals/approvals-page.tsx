import { formatScore } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { useHotkeys } from '@effect-studio/web-kit/use-hotkeys.ts';
import { IconChecks } from '@tabler/icons-react';
import { PageHead } from '../../parts/page-head.tsx';
import { claimNow, isLate } from '../../review-claim/review-place.ts';
import type { PlaceProps } from '../../shell/places.ts';
import { approvals as en } from '../../words/en/approvals.ts';
import { reviewClaim as claimWords } from '../../words/en/review-claim.ts';
import { ReviewQueueDocument } from './approvals.graphql.ts';
import classes from './approvals-page.module.css';
import { ReviewView } from './review-view.tsx';

/** Judge output, cost and risk; decide; next. */
export default function ApprovalsPage({ path }: PlaceProps) {
  const chosenId = path[0] ?? null;
  const { data, error, retry } = useLiveQuery({ query: ReviewQueueDocument, variables: {} });
  const items = data?.reviewQueue;
  const onChoose = (itemId: string | null) =>
    goTo(itemId === null ? ['approvals'] : ['approvals', itemId], 'replace');
  const shownId = chosenId ?? items?.[0]?.id ?? null;
  const move = (by: number) => {
    if (items === undefined || items.length === 0) return;
    const index = items.findIndex(({ id }) => id === shownId);
    const next = items[Math.min(items.length - 1, Math.max(0, index + by))];
    if (next !== undefined) onChoose(next.id);
  };
  useHotkeys({ j: () => move(1), k: () => move(-1) });
  return (
    <>
      <PageHead title={en.approvals}>
        {en.approvalPublishesKeys}
        <kbd>{en.space}</kbd>
        {en.play}
        <kbd>,</kbd> <kbd>.</kbd>
        {en.frame}
        <kbd>b</kbd>
        {en.blink}
        <kbd>⇧ ←</kbd> <kbd>⇧ →</kbd>
        {en.versions}
        <kbd>j</kbd> <kbd>k</kbd>
        {en.nextAndBack}
        <kbd>a</kbd>
        {en.approve}
        <kbd>c</kbd>
        {en.take}
        <kbd>r</kbd>
        {en.reject}
      </PageHead>
      {items === undefined ? (
        error !== undefined ? (
          <Fault what={en.theQueueCouldNotBe} error={error} onRetry={retry} />
        ) : (
          <Loading rows={4} rowHeight={60} />
        )
      ) : items.length === 0 && shownId === null ? (
        <Empty icon={<IconChecks size={20} aria-hidden />} title={en.allClear}>
          {en.resultsThatReachTheEnd}
        </Empty>
      ) : (
        <div className={classes.page}>
          <nav aria-label={en.waitingForADecision}>
            <ul className={classes.queue}>
              {items.map(({ id, title, composite, createdAt, effectType, provider, ...place }) => (
                <li key={id}>
                  <button
                    type="button"
                    aria-current={id === shownId || undefined}
                    onClick={() => onChoose(id)}
                  >
                    <span className={classes.title}>
                      <strong>{title}</strong>
                      <span className="es-numbers">{formatScore(composite)}</span>
                    </span>
                    <span className={classes.meta}>
                      {effectType.title} · {provider.name} · <When at={createdAt} />
                    </span>
                    <PlaceChips place={place} />
                  </button>
                </li>
              ))}
              {items.length === 0 && <li className={classes.none}>{en.nothingElseWaits}</li>}
            </ul>
          </nav>
          {shownId !== null && <ReviewView key={shownId} id={shownId} onDecided={() => onChoose(null)} />}
        </div>
      )}
    </>
  );
}

function PlaceChips({ place }: { place: Parameters<typeof isLate>[0] }) {
  const now = new Date();
  const holder = claimNow(place, now);
  const isTooLong = isLate(place, now);
  if (holder === null && !isTooLong) return null;
  return (
    <span className={classes.place}>
      {isTooLong && <Chip tone="bad">{claimWords.tooLong}</Chip>}
      {holder !== null && <Chip tone="neutral">{claimWords.looksAtIt(holder.displayName)}</Chip>}
    </span>
  );
}
