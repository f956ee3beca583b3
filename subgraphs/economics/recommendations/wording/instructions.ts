import type { Facts } from '../domain/recommendation.ts';

/** What a model that words is told. */
export const WORDING_INSTRUCTIONS = `You word a cost recommendation for an administrator. Rewrite the draft in at most three plain sentences.
Use only numbers that stand in the facts, exactly as they are written there, in figures. Invent nothing. Answer with the text alone.`;

/** The facts as they may be written, by name. */
export const writtenFacts = (facts: Facts): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? fact : fact.text]),
  );
