import { formatUsd } from '@effect-studio/web-kit/format.ts';
import type { PriceUnit, RateCardPartsFragment } from '../../../generated/graphql.ts';
import { nanoOf, usdText } from '../../words/usd-text.ts';

/** One price of a draft: a whole number in its own smallest unit, as text, so that no digit is lost. */
export interface DraftPrice {
  key: string;
  group: 'People' | 'Effects' | 'Machines' | 'Partners';
  name: string;
  /** `tokens`, `usd` (dollars with up to nine digits) or `percent`. */
  unit: 'tokens' | 'usd' | 'percent';
  per: string;
  /** As it is typed: tokens, dollars, or percent. */
  text: string;
}

/** Millionths as percent, and back. */
const percentText = (ppm: number): string => String(ppm / 10_000);
const ppmOf = (text: string): number | null => {
  const percent = Number(text);
  return text.trim() === '' || !Number.isFinite(percent) || percent < 0 ? null : Math.round(percent * 10_000);
};
const wholeOf = (text: string): number | null => (/^\d{1,7}$/.test(text.trim()) ? Number(text) : null);

/** Every price of a card as fields of a form; effects without a price of their own have an empty one. */
export function draftOf(
  card: RateCardPartsFragment,
  effectTypes: readonly { id: string; title: string }[],
): DraftPrice[] {
  return [
    {
      key: 'run',
      group: 'People',
      name: 'A run',
      unit: 'tokens',
      per: 'run',
      text: String(card.runPriceTokens),
    },
    {
      key: 'token',
      group: 'People',
      name: 'A token',
      unit: 'usd',
      per: 'token',
      text: usdText(card.tokenRateNanoUsd),
    },
    {
      key: 'agent',
      group: 'Machines',
      name: 'Owners of machines get',
      unit: 'percent',
      per: 'of the cost of proven work',
      text: percentText(card.agentPayPpm),
    },
    {
      key: 'spot',
      group: 'Machines',
      name: 'Spot machines cost',
      unit: 'percent',
      per: 'of the ordinary rate',
      text: percentText(card.spotMultiplierPpm),
    },
    ...card.instanceRates.map(
      ({ providerId, instanceType, nanoUsdPerHour }): DraftPrice => ({
        key: `instance ${providerId} ${instanceType}`,
        group: 'Machines',
        name: `${providerId === '*' ? 'any provider' : providerId}, ${instanceType}`,
        unit: 'usd',
        per: 'hour',
        text: usdText(nanoUsdPerHour),
      }),
    ),
    ...card.providerPrices.map(
      ({ providerId, model, unit, nanoUsd }): DraftPrice => ({
        key: `partner ${providerId} ${model} ${unit}`,
        group: 'Partners',
        name: `${providerId}, ${model === '*' ? 'any model' : model}`,
        unit: 'usd',
        per: unit.toLowerCase().replaceAll('_', ' '),
        text: usdText(nanoUsd),
      }),
    ),
    ...effectTypes.map(({ id, title }): DraftPrice => {
      const own = card.effectPrices.find(({ effectType }) => effectType.id === id);
      return {
        key: `effect ${id}`,
        group: 'Effects',
        name: title,
        unit: 'tokens',
        per: 'run',
        text: own === undefined ? '' : String(own.priceTokens),
      };
    }),
  ];
}

/** True for a text that is a price; an effect may have none. */
export function isGoodPrice({ group, unit, text }: DraftPrice): boolean {
  if (group === 'Effects' && text.trim() === '') return true;
  return (unit === 'tokens' ? wholeOf(text) : unit === 'usd' ? nanoOf(text) : ppmOf(text)) !== null;
}

/** What differs, in words. */
export function changesOf(
  before: readonly DraftPrice[],
  after: readonly DraftPrice[],
): { key: string; name: string; before: string; after: string }[] {
  const known = new Map(before.map((price) => [price.key, price]));
  return after.flatMap((price) => {
    const old = known.get(price.key);
    if (old !== undefined && sameNumber(old.text, price.text)) return [];
    return [
      {
        key: price.key,
        name: `${price.name} per ${price.per}`,
        before: priceWords(old),
        after: priceWords(price),
      },
    ];
  });
}

const sameNumber = (a: string, b: string): boolean =>
  a.trim() === b.trim() ||
  (a.trim() !== '' && b.trim() !== '' && nanoOf(a) !== null && nanoOf(a) === nanoOf(b));

function priceWords(price: DraftPrice | undefined): string {
  if (price === undefined || price.text.trim() === '') return 'the general price';
  if (price.unit === 'tokens') return `${price.text} tk`;
  if (price.unit === 'percent') return `${price.text}%`;
  const nano = nanoOf(price.text);
  return nano === null
    ? price.text
    : `$${usdText(nano)}${BigInt(nano) >= 10_000_000n ? ` (${formatUsd(nano)})` : ''}`;
}

/** The draft as the graph takes it. @throws RangeError when a price is none: ask `isGoodPrice` first */
export function cardInputOf(draft: readonly DraftPrice[]) {
  const text = (key: string) => draft.find((price) => price.key === key)?.text ?? '';
  const rows = (kind: string) =>
    draft
      .filter(({ key }) => key.startsWith(`${kind} `))
      .map(({ key, text: typed }) => ({ parts: key.split(' ').slice(1), typed }));
  const must = <T>(value: T | null): T => {
    if (value === null) throw new RangeError('the draft holds something that is no price');
    return value;
  };
  return {
    runPriceTokens: must(wholeOf(text('run'))),
    tokenRateNanoUsd: must(nanoOf(text('token'))),
    agentPayPpm: must(ppmOf(text('agent'))),
    spotMultiplierPpm: must(ppmOf(text('spot'))),
    instanceRates: rows('instance').map(({ parts: [providerId = '', instanceType = ''], typed }) => ({
      providerId,
      instanceType,
      nanoUsdPerHour: must(nanoOf(typed)),
    })),
    providerPrices: rows('partner').map(({ parts, typed }) => ({
      providerId: parts[0] ?? '',
      model: parts.slice(1, -1).join(' '),
      unit: parts.at(-1) as PriceUnit,
      nanoUsd: must(nanoOf(typed)),
    })),
    effectPrices: rows('effect').flatMap(({ parts: [effectTypeId = ''], typed }) =>
      typed.trim() === '' ? [] : [{ effectTypeId, priceTokens: must(wholeOf(typed)) }],
    ),
  };
}
