import { sql, type Transaction } from '@effect-studio/kernel/database';
import { digestOfTerms, type RateCard, type RateCardTerms } from '../domain/rate-card.ts';

interface CardRow {
  version: number;
  effective_from: Date;
  token_rate_nano_usd: string;
  run_price_tokens: number;
  rates: { providerId: string; instanceType: string; nanoUsdPerHour: string }[];
}

/** $1 moments. The version that holds at each, in their order; null before the first card. Of two that begin together the later one holds. */
const VERSIONS_AS_OF = sql(
  'economics-rate-card-versions-as-of',
  `select (select c.version from economics.rate_card c where c.effective_from <= u.moment
           order by c.effective_from desc, c.version desc limit 1) as version
   from unnest($1::timestamptz[]) with ordinality u (moment, place) order by u.place`,
);
/** $1 versions. */
const CARDS = sql(
  'economics-rate-cards',
  `select c.version, c.effective_from, c.token_rate_nano_usd, c.run_price_tokens,
     (select coalesce(json_agg(json_build_object('providerId', r.provider_id, 'instanceType', r.instance_type,
        'nanoUsdPerHour', r.nano_usd_per_hour::text) order by r.provider_id), '[]')
      from economics.instance_rate r where r.rate_card_version = c.version) as rates
   from economics.rate_card c where c.version = any ($1::int[])`,
);
/** Waits for another publisher, so that versions are dense. */
const LOCK = sql('economics-rate-card-lock', `select pg_advisory_xact_lock(hashtext('economics.rate_card'))`);
const NEWEST = sql(
  'economics-rate-card-newest',
  'select version, digest from economics.rate_card order by version desc limit 1',
);
const BY_DIGEST = sql(
  'economics-rate-card-by-digest',
  'select max(version) as version from economics.rate_card where digest = $1',
);
const INSERT = sql(
  'economics-rate-card-insert',
  `insert into economics.rate_card (version, effective_from, token_rate_nano_usd, run_price_tokens, digest, note, created_at, created_by)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const INSERT_RATES = sql(
  'economics-instance-rates-insert',
  `insert into economics.instance_rate (rate_card_version, provider_id, instance_type, nano_usd_per_hour, created_at)
   select $1, u.provider_id, u.instance_type, u.rate, $5
   from unnest($2::text[], $3::text[], $4::bigint[]) u (provider_id, instance_type, rate)`,
);

const toCard = (row: CardRow): RateCard => ({
  version: row.version,
  effectiveFrom: row.effective_from,
  tokenRateNanoUsd: BigInt(row.token_rate_nano_usd),
  runPriceTokens: row.run_price_tokens,
  instanceRates: row.rates.map((rate) => ({ ...rate, nanoUsdPerHour: BigInt(rate.nanoUsdPerHour) })),
});

/** Cards never change, so each is read once per process and database. */
const known = new WeakMap<object, Map<number, RateCard>>();

/** Cards by version; one that does not exist is missing. */
export async function rateCards(
  tx: Transaction,
  versions: readonly number[],
): Promise<ReadonlyMap<number, RateCard>> {
  const { db } = tx.call;
  const cards = known.get(db) ?? new Map<number, RateCard>();
  known.set(db, cards);
  const missing = [...new Set(versions)].filter((version) => !cards.has(version));
  if (missing.length === 0) return cards;
  for (const row of await tx.rows<CardRow>(CARDS, [missing])) cards.set(row.version, toCard(row));
  return cards;
}

/** The prices that held at each of these moments, in their order; null before the first card. */
export async function rateCardsAsOf(tx: Transaction, moments: readonly Date[]): Promise<(RateCard | null)[]> {
  const held = await tx.rows<{ version: number | null }>(VERSIONS_AS_OF, [[...moments]]);
  const cards = await rateCards(
    tx,
    held.flatMap(({ version }) => (version === null ? [] : [version])),
  );
  return held.map(({ version }) => (version === null ? null : cards.get(version)!));
}

/** The prices that held at a moment; null before the first card. */
export async function rateCardAsOf(tx: Transaction, moment: Date): Promise<RateCard | null> {
  return (await rateCardsAsOf(tx, [moment]))[0]!;
}

/** The newest card with exactly these terms; null when they were never published. Waits for a running publication. */
export async function versionOfTerms(tx: Transaction, terms: RateCardTerms): Promise<number | null> {
  await tx.rows(LOCK);
  return (await tx.one<{ version: number | null }>(BY_DIGEST, [digestOfTerms(terms)])).version;
}

/**
 * Adds a version. The first card holds from the beginning of time, so that no work is older than its prices.
 * @returns its version; the newest one when it has exactly these terms already
 */
export async function insertRateCard(
  tx: Transaction,
  card: { terms: RateCardTerms; effectiveFrom: Date; note: string },
): Promise<number> {
  const { terms, note } = card;
  await tx.rows(LOCK);
  const digest = digestOfTerms(terms);
  const newest = await tx.maybeOne<{ version: number; digest: string }>(NEWEST);
  if (newest?.digest === digest) return newest.version;
  const version = (newest?.version ?? 0) + 1;
  const effectiveFrom = version === 1 ? new Date(0) : card.effectiveFrom;
  await tx.rows(INSERT, [
    version,
    effectiveFrom,
    terms.tokenRateNanoUsd,
    terms.runPriceTokens,
    digest,
    note,
    tx.now,
    tx.call.caller.subjectId,
  ]);
  await tx.rows(INSERT_RATES, [
    version,
    terms.instanceRates.map((rate) => rate.providerId),
    terms.instanceRates.map((rate) => rate.instanceType),
    terms.instanceRates.map((rate) => rate.nanoUsdPerHour),
    tx.now,
  ]);
  return version;
}
