import { readdirSync, readFileSync } from 'node:fs';
import { REFUSAL_REASONS } from '@effect-studio/schema/events/refusal-reasons';
import { expect, it } from 'vitest';

const REPOSITORY = new URL('../../', import.meta.url).pathname;
/** Where refusals that people are told of are made. */
const ROOMS = [
  'packages/media',
  'subgraphs/intake',
  'subgraphs/prompts',
  'subgraphs/analysis',
  'subgraphs/orchestrator',
  'subgraphs/gallery',
];
/** A refusal's code stands beside its words; `refuse(…)` is the shorter form of files, `refusal(…)` of wishes. */
const CODES = [
  /reason: '([A-Z_]+)',\s*humanReadableCause/g,
  /reason: [^\n]*\? '([A-Z_]+)' : '([A-Z_]+)',\s*humanReadableCause/g,
  /\brefuse\('([A-Z_]+)'/g,
  /\brefusal\(\s*'([A-Z_]+)'/g,
];

function codesIn(folder: string): string[] {
  return readdirSync(REPOSITORY + folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|generated|testing|node_modules/.test(file))
    .flatMap((file) => {
      const text = readFileSync(`${REPOSITORY}${folder}/${file}`, 'utf8');
      return CODES.flatMap((pattern) =>
        [...text.matchAll(pattern)].flatMap(([, ...codes]) => codes.filter(Boolean)),
      );
    });
}

it('every code by which a clip or a run is refused is in the list that other languages go by', () => {
  const given = new Set(ROOMS.flatMap(codesIn));
  expect(given.size).toBeGreaterThan(20);
  const known: readonly string[] = REFUSAL_REASONS;
  expect([...given].filter((code) => !known.includes(code))).toEqual([]);
});
