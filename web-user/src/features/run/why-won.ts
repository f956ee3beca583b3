import { formatDuration, formatScore, formatTokens } from '@effect-studio/web-kit/format.ts';

/** One term of a version's score. */
export interface RankedTerm {
  name: 'QUALITY' | 'COST' | 'SPEED';
  /** Share of the score that it brings; all of them add up to it. */
  contribution: number;
}

/** What is known of one version, as far as the choice goes. */
export interface Judged {
  taskId: string;
  providerName: string;
  /** Composite quality, 0 to 1. */
  composite: number | null;
  durationMs: number | null;
  /** What a clip in this look costs, in tokens; null while it is not known. */
  priceTokens: number | null;
  /** What it was ranked by; null until ranked. */
  terms: readonly RankedTerm[] | null;
  parts: { fidelity: number; styleAdherence: number; temporalConsistency: number; artifacts: number } | null;
}

const PARTS = [
  ['styleAdherence', 'comes closest to the look'],
  ['fidelity', 'keeps your footage best'],
  ['temporalConsistency', 'is the steadiest'],
  ['artifacts', 'is the cleanest'],
] as const;

/** A difference in quality that people would not see, 0 to 1. */
const UNSEEN = 0.01;

/**
 * Why one version was taken and not the others, in plain words; empty when there was nothing to choose from.
 * @param winnerId task of the version that was taken
 * @param isOwnChoice a person took it, against the ranking
 */
export function whyWon(
  candidates: readonly Judged[],
  winnerId: string | null,
  isOwnChoice: boolean,
): string[] {
  const judged = candidates.filter((one): one is Judged & { composite: number } => one.composite !== null);
  const winner = judged.find(({ taskId }) => taskId === winnerId);
  const others = judged.filter(({ taskId }) => taskId !== winnerId);
  if (winner === undefined || others.length === 0) return [];
  if (isOwnChoice) return ['You chose it; the ranking had another one first.'];
  const best = others.reduce((a, b) => (b.composite > a.composite ? b : a));
  return [
    qualityWords(winner, best),
    ...bestParts(winner, others),
    ...rankWords(winner, others),
    ...timeWords(winner, others),
    ...priceWords(winner, others),
  ];
}

type Scored = Judged & { composite: number };

function qualityWords(winner: Scored, best: Scored): string {
  const lead = winner.composite - best.composite;
  const points = formatScore(Math.abs(lead));
  if (Math.abs(lead) < UNSEEN)
    return `Its quality (${formatScore(winner.composite)}) is the same as that of ${best.providerName} to the eye; cost and speed decided.`;
  return lead > 0
    ? `Its quality is the highest: ${formatScore(winner.composite)} of 100, ${points} more than ${best.providerName}.`
    : `${best.providerName} has ${points} more points of quality, but is dearer or slower: all three decide.`;
}

/** Parts of quality in which it is ahead of every other. */
function bestParts({ parts }: Scored, others: readonly Scored[]): string[] {
  if (parts === null) return [];
  const ahead = PARTS.filter(([key]) =>
    others.every((other) => other.parts === null || parts[key] > other.parts[key] + UNSEEN),
  );
  if (ahead.length === 0) return [];
  return [`It ${ahead.map(([, words]) => words).join(' and ')}.`];
}

const TERMS = { QUALITY: 'quality', COST: 'price of the work', SPEED: 'speed' } as const;

/** A difference in points of 100 that decides nothing by itself. */
const LEAST_POINTS = 1;

/** What the scores differ by against the next best: quality, price of the work and speed, in points of 100. */
function rankWords({ terms }: Scored, others: readonly Scored[]): string[] {
  const scored = others.flatMap((other) => (other.terms === null ? [] : [{ ...other, terms: other.terms }]));
  if (terms === null || scored.length === 0) return [];
  const next = scored.reduce((a, b) => (scoreOf(b.terms) > scoreOf(a.terms) ? b : a));
  const points = terms
    .map(({ name, contribution }) => {
      const other = next.terms.find((term) => term.name === name)?.contribution ?? 0;
      return { name, points: Math.round((contribution - other) * 100) };
    })
    .filter(({ points: size }) => Math.abs(size) >= LEAST_POINTS);
  if (points.length === 0) return [];
  const words = points.map(
    ({ name, points: size }) => `${TERMS[name]} ${size > 0 ? '+' : '\u2212'}${Math.abs(size)}`,
  );
  return [`Points of its rank against ${next.providerName}: ${words.join(', ')}.`];
}

const scoreOf = (terms: readonly RankedTerm[]): number =>
  terms.reduce((sum, { contribution }) => sum + contribution, 0);

function timeWords({ durationMs }: Scored, others: readonly Scored[]): string[] {
  const times = others.flatMap((other) =>
    other.durationMs === null ? [] : [{ name: other.providerName, ms: other.durationMs }],
  );
  if (durationMs === null || times.length === 0) return [];
  const took = `It took the machine ${formatDuration(durationMs)}`;
  const named = times.map(({ name, ms }) => `${name} ${formatDuration(ms)}`).join(', ');
  if (times.every(({ ms }) => durationMs <= ms)) return [`${took}, the least of all (${named}).`];
  return [`${took} (${named}).`];
}

/** What a clip in each look costs, the others by name. */
function priceWords({ priceTokens }: Scored, others: readonly Scored[]): string[] {
  const prices = others.flatMap((other) =>
    other.priceTokens === null ? [] : [{ name: other.providerName, tokens: other.priceTokens }],
  );
  if (priceTokens === null || prices.length === 0) return [];
  const costs = `A clip in this look costs ${formatTokens(priceTokens)}`;
  if (prices.every(({ tokens }) => tokens === priceTokens)) return [`${costs}, as much as the others.`];
  return [`${costs} (${prices.map(({ name, tokens }) => `${name} ${formatTokens(tokens)}`).join(', ')}).`];
}
