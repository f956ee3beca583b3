import { type Reading, sql, type Transaction } from '@effect-studio/kernel/database';
import { DEFAULT_TENANT_ID } from '@effect-studio/kernel/ids';
import { digestOfTerms, type PriceUnit, type RateCard, type RateCardTerms } from '../domain/rate-card.ts';

interface CardRow {
  version: number;
  effective_from: Date;
  token_rate_nano_usd: string;
  run_price_tokens: number;
  spot_multiplier_ppm: number;
  agent_pay_ppm: number;
  note: string;
  created_at: Date;
  rates: { providerId: string; instanceType: string; nanoUsdPerHour: string }[];
  effects: { effectTypeId: string; priceTokens: number }[];
  services: { providerId: string; model: string; unit: PriceUnit; nanoUsd: string }[];
}

/** A card with what was said when it was published. */
export interface PublishedCard extends RateCard {
  note: string;
  publishedAt: Date;
}

/** Whose prices hold for a tenant ($2): its own, and the house's as long as it has none. */
const PRICES_OF_TENANT = `tenant_id = case
  when exists (select 1 from economics.rate_card own where own.tenant_id = $2) then $2 else '${DEFAULT_TENANT_ID}' end`;

/** $1 moments, $2 tenant. The version that holds at each, in their order; null before the first card. Of two that begin together the later one holds. */
const VERSIONS_AS_OF = sql(
  'economics-rate-card-versions-as-of',
  `select (select c.version from economics.rate_card c where c.effective_from <= u.moment and c.${PRICES_OF_TENANT}
           order by c.effective_from desc, c.version desc limit 1) as version
   from unnest($1::timestamptz[]) with ordinality u (moment, place) order by u.place`,
);
/** $1 versions. */
const CARDS = sql(
  'economics-rate-cards',
  `select c.version, c.effective_from, c.token_rate_nano_usd, c.run_price_tokens, c.spot_multiplier_ppm, c.agent_pay_ppm,
     c.note, c.created_at,
     (select coalesce(json_agg(json_build_object('providerId', r.provider_id, 'instanceType', r.instance_type,
        'nanoUsdPerHour', r.nano_usd_per_hour::text) order by r.provider_id, r.instance_type), '[]')
      from economics.instance_rate r where r.rate_card_version = c.version) as rates,
     (select coalesce(json_agg(json_build_object('effectTypeId', e.effect_type_id, 'priceTokens', e.price_tokens)
        order by e.effect_type_id), '[]')
      from economics.effect_price e where e.rate_card_version = c.version) as effects,
     (select coalesce(json_agg(json_build_object('providerId', p.provider_id, 'model', p.model, 'unit', p.unit,
        'nanoUsd', p.nano_usd::text) order by p.provider_id, p.model, p.unit), '[]')
      from economics.provider_price p where p.rate_card_version = c.version) as services
   from economics.rate_card c where c.version = any ($1::int[])`,
);
/** $1 the version to begin below; null begins at the newest. $2 tenant, $3 how many. */
const PAGE = sql(
  'economics-rate-card-page',
  `select version from economics.rate_card where ($1::int is null or version < $1) and ${PRICES_OF_TENANT}
   order by version desc limit $3`,
);
/** Waits for another publisher, so that versions are dense. */
const LOCK = sql('economics-rate-card-lock', `select pg_advisory_xact_lock(hashtext('economics.rate_card'))`);
/** $1 tenant. The newest version of all, and the tenant's own newest card; nulls where there is none. */
const NEWEST = sql(
  'economics-rate-card-newest',
  `select (select max(version) from economics.rate_card) as version,
     own.version as own_version, own.digest as own_digest
   from (select 1) one left join lateral
     (select version, digest from economics.rate_card where tenant_id = $1 order by version desc limit 1) own on true`,
);
const BY_DIGEST = sql(
  'economics-rate-card-by-digest',
  'select max(version) as version from economics.rate_card where digest = $1 and tenant_id = $2',
);
const INSERT = sql(
  'economics-rate-card-insert',
  `insert into economics.rate_card (version, effective_from, token_rate_nano_usd, run_price_tokens, digest, note, created_at,
     created_by, spot_multiplier_ppm, agent_pay_ppm, tenant_id)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);
/** $1 version, $2 instance rates, $3 effect prices, $4 provider prices as JSON, $5 now. */
const INSERT_PRICES = sql(
  'economics-rate-card-prices-insert',
  `with rates as (
     insert into economics.instance_rate (rate_card_version, provider_id, instance_type, nano_usd_per_hour, created_at)
     select $1, "providerId", "instanceType", "nanoUsdPerHour", $5
     from jsonb_to_recordset($2::jsonb) as rate ("providerId" text, "instanceType" text, "nanoUsdPerHour" bigint)
   ), effects as (
     insert into economics.effect_price (rate_card_version, effect_type_id, price_tokens, created_at)
     select $1, "effectTypeId", "priceTokens", $5
     from jsonb_to_recordset($3::jsonb) as price ("effectTypeId" text, "priceTokens" int)
   )
   insert into economics.provider_price (rate_card_version, provider_id, model, unit, nano_usd, created_at)
   select $1, "providerId", model, unit, "nanoUsd", $5
   from jsonb_to_recordset($4::jsonb) as price ("providerId" text, model text, unit text, "nanoUsd" bigint)`,
);

const toCard = (row: CardRow): PublishedCard => ({
  version: row.version,
  effectiveFrom: row.effective_from,
  tokenRateNanoUsd: BigInt(row.token_rate_nano_usd),
  runPriceTokens: row.run_price_tokens,
  effectPrices: row.effects,
  instanceRates: row.rates.map((rate) => ({ ...rate, nanoUsdPerHour: BigInt(rate.nanoUsdPerHour) })),
  spotMultiplierPpm: row.spot_multiplier_ppm,
  providerPrices: row.services.map((price) => ({ ...price, nanoUsd: BigInt(price.nanoUsd) })),
  agentPayPpm: row.agent_pay_ppm,
  note: row.note,
  publishedAt: row.created_at,
});

/** Cards never change, so each is read once per process and database. */
const known = new WeakMap<object, Map<number, PublishedCard>>();

/** Cards by version; one that does not exist is missing. */
export async function rateCards(
  tx: Reading,
  versions: readonly number[],
): Promise<ReadonlyMap<number, PublishedCard>> {
  const { db } = tx.call;
  const cards = known.get(db) ?? new Map<number, PublishedCard>();
  known.set(db, cards);
  const missing = [...new Set(versions)].filter((version) => !cards.has(version));
  if (missing.length === 0) return cards;
  const found = (await tx.rows<CardRow>(CARDS, [missing])).map(toCard);
  // A card of this very transaction may still be rolled back, so it is answered and not kept.
  for (const card of found) if (card.publishedAt < tx.now) cards.set(card.version, card);
  return new Map([...cards, ...found.map((card) => [card.version, card] as const)]);
}

/** The prices that held at each of these moments, in their order; null before the first card. */
export async function rateCardsAsOf(
  tx: Reading,
  moments: readonly Date[],
): Promise<(PublishedCard | null)[]> {
  const distinct = [...new Set(moments.map((moment) => moment.getTime()))];
  const held = await tx.rows<{ version: number | null }>(VERSIONS_AS_OF, [
    distinct.map((time) => new Date(time)),
    tx.call.caller.tenantId,
  ]);
  const cards = await rateCards(
    tx,
    held.flatMap(({ version }) => (version === null ? [] : [version])),
  );
  const cardAt = new Map(distinct.map((time, index) => [time, cards.get(held[index]!.version ?? 0) ?? null]));
  return moments.map((moment) => cardAt.get(moment.getTime())!);
}

/** The prices that held at a moment; null before the first card. */
export async function rateCardAsOf(tx: Reading, moment: Date): Promise<PublishedCard | null> {
  return (await rateCardsAsOf(tx, [moment]))[0]!;
}

/** Cards below a version, newest first. @param limit how many at most */
export async function rateCardPage(
  tx: Transaction,
  below: number | null,
  limit: number,
): Promise<PublishedCard[]> {
  const versions = (await tx.rows<{ version: number }>(PAGE, [below, tx.call.caller.tenantId, limit])).map(
    (row) => row.version,
  );
  const cards = await rateCards(tx, versions);
  return versions.map((version) => cards.get(version)!);
}

/** The newest card with exactly these terms; null when they were never published. Waits for a running publication. */
export async function versionOfTerms(tx: Transaction, terms: RateCardTerms): Promise<number | null> {
  await tx.rows(LOCK);
  return (
    await tx.one<{ version: number | null }>(BY_DIGEST, [digestOfTerms(terms), tx.call.caller.tenantId])
  ).version;
}

/** Waits for a running publication, and keeps others waiting until the commit. */
export async function lockPublication(tx: Transaction): Promise<void> {
  await tx.rows(LOCK);
}

/**
 * Adds a version to the tenant's prices; versions are numbered over all tenants. A tenant's first card holds from the beginning of time, so that no work is older than its prices.
 * @returns its version; the newest one when it has exactly these terms already
 */
export async function insertRateCard(
  tx: Transaction,
  card: { terms: RateCardTerms; effectiveFrom: Date; note: string },
): Promise<number> {
  const { terms, note } = card;
  await tx.rows(LOCK);
  const digest = digestOfTerms(terms);
  const { tenantId } = tx.call.caller;
  const newest = await tx.one<{
    version: number | null;
    own_version: number | null;
    own_digest: string | null;
  }>(NEWEST, [tenantId]);
  if (newest.own_version !== null && newest.own_digest === digest) return newest.own_version;
  const version = (newest.version ?? 0) + 1;
  const effectiveFrom = newest.own_version === null ? new Date(0) : card.effectiveFrom;
  await tx.rows(INSERT, [
    version,
    effectiveFrom,
    terms.tokenRateNanoUsd,
    terms.runPriceTokens,
    digest,
    note,
    tx.now,
    tx.call.caller.subjectId,
    terms.spotMultiplierPpm,
    terms.agentPayPpm,
    tenantId,
  ]);
  await tx.rows(INSERT_PRICES, [
    version,
    priceJson(terms.instanceRates),
    priceJson(terms.effectPrices),
    priceJson(terms.providerPrices),
    tx.now,
  ]);
  return version;
}

const priceJson = (prices: readonly object[]): string =>
  JSON.stringify(prices, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
