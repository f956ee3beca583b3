import { sql, type Transaction } from '@effect-studio/kernel/database';
import { type PublishedCard, rateCardPage } from '../../rate-card/persistence/rate-cards.ts';
import { DAY_MS } from '../domain/advice-policy.ts';
import type { PriceChange } from '../domain/elasticity.ts';

/** How far back, how many cards at most, and how many weeks on each side are looked at. */
const [REACH_MS, MOST_CARDS, WEEKS] = [365 * DAY_MS, 60, 6];
const WEEK_MS = 7 * DAY_MS;

/** $1 tenant, $2 first moments, $3 effect types or null, side by side. Runs that were charged in the week from each moment. */
const WEEKLY = sql(
  'economics-advice-weekly-charges',
  `select (select count(*) from economics.revenue_entry e
      where e.tenant_id = $1 and e.event_time >= u.start and e.event_time < u.start + interval '7 days'
        and e.kind = 'CHARGE' and e.supersedes is null and (u.effect is null or e.effect_type_id = u.effect))::int as runs
   from unnest($2::timestamptz[], $3::text[]) with ordinality u (start, effect, place) order by u.place`,
);

/** Prices that changed within a year, with as many whole weeks around each as no other change of that price cuts. */
export async function readPriceChanges(tx: Transaction): Promise<PriceChange[]> {
  const cards = (await rateCardPage(tx, null, MOST_CARDS)).sort(
    (a, b) => a.effectiveFrom.getTime() - b.effectiveFrom.getTime() || a.version - b.version,
  );
  const changes = pricesOf(cards).flatMap((effectTypeId) => changesOf(cards, effectTypeId, tx.now));
  const weeks = changes.flatMap(({ effectTypeId, weeks: starts }) =>
    starts.map((start) => ({ start, effectTypeId })),
  );
  const rows = await tx.rows<{ runs: number }>(WEEKLY, [
    tx.call.caller.tenantId,
    weeks.map(({ start }) => new Date(start)),
    weeks.map(({ effectTypeId }) => effectTypeId),
  ]);
  let at = 0;
  return changes.map(({ effectTypeId, fromTokens, toTokens, moment, weeks: starts }) => {
    const runs = starts.map(() => rows[at++]!.runs);
    const split = starts.findIndex((start) => start >= moment);
    const cut = split === -1 ? runs.length : split;
    return { effectTypeId, fromTokens, toTokens, before: runs.slice(0, cut), after: runs.slice(cut) };
  });
}

/** The general price (null), and effects that ever had one of their own. */
const pricesOf = (cards: readonly PublishedCard[]): (string | null)[] => [
  null,
  ...new Set(cards.flatMap(({ effectPrices }) => effectPrices.map((price) => price.effectTypeId))),
];

function changesOf(cards: readonly PublishedCard[], effectTypeId: string | null, now: Date) {
  const priceOf = (card: PublishedCard): number =>
    card.effectPrices.find((price) => price.effectTypeId === effectTypeId)?.priceTokens ??
    card.runPriceTokens;
  const moves = cards.slice(1).flatMap((card, index) => {
    const [fromTokens, toTokens] = [priceOf(cards[index]!), priceOf(card)];
    return fromTokens === toTokens || fromTokens === 0 || toTokens === 0
      ? []
      : [{ effectTypeId, fromTokens, toTokens, moment: card.effectiveFrom.getTime() }];
  });
  return moves.flatMap((move, index) => {
    if (move.moment < now.getTime() - REACH_MS) return [];
    const from = moves[index - 1]?.moment ?? Number.NEGATIVE_INFINITY;
    const to = Math.min(now.getTime(), moves[index + 1]?.moment ?? Number.POSITIVE_INFINITY);
    const weeks = Array.from(
      { length: 2 * WEEKS },
      (_, week) => move.moment + (week - WEEKS) * WEEK_MS,
    ).filter((start) => start >= from && start + WEEK_MS <= to);
    return [{ ...move, weeks }];
  });
}
