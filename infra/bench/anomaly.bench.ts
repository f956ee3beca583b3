import { bestOn, crossValidated, optionsTried, scoreAll } from './anomaly/choose-options.ts';
import { normalised } from './anomaly/nab-score.ts';
import { readNab, readProfiles } from './anomaly/read-nab.ts';
import { SIGNALS, type StreamingOptions } from './anomaly/streaming-detector.ts';
import type { Judgement } from './judgement.ts';

/** Chosen on the half of NAB that was at hand, under the standard profile: a fair figure only on series that are not in it. */
const CHOSEN: StreamingOptions = { weights: [1, 0, 0.5, 2, 0.5, 0], refractoryShare: 0.1, threshold: 4 };
const FOLDS = 5;

const bench: Judgement = {
  name: 'anomaly',
  what: 'a streaming detector on series of the Numenta anomaly benchmark, by its rules, with one threshold for all series',
  options: {
    nab: {
      value: 'DIR',
      what: 'series (<category>/<name>.csv), with profiles.json in it or beside it',
      isRequired: true,
    },
    windows: { value: 'FILE', what: 'labelled windows, default windows.json in DIR or beside it' },
  },
  judge: async ({ nab, windows }, say) => {
    const series = readNab(nab!, windows);
    const profiles = readProfiles(nab!);
    const windowCount = series.reduce((sum, one) => sum + one.windows.length, 0);
    say(`${series.length} series with ${windowCount} windows`);
    const tried = optionsTried();
    const candidates = scoreAll(series, profiles, tried);
    const [fixed] = scoreAll(series, profiles, [CHOSEN]);
    const all = series.map((_, index) => index);
    const results = Object.entries(profiles).map(([name, profile]) => {
      const total = (scores: readonly number[]): number =>
        normalised(
          scores.reduce((sum, one) => sum + one, 0),
          windowCount,
          profile,
        );
      return {
        profile: name,
        fixed: total(fixed!.scores[name]!),
        bestOnThese: total(bestOn(candidates, name, all).scores[name]!),
        crossValidated: crossValidated(candidates, series, { name, profile, folds: FOLDS }),
      };
    });
    const files = series.map(({ name, windows: own }, index) => ({
      file: name,
      windows: own.length,
      scores: Object.fromEntries(
        Object.keys(profiles).map((profile) => [profile, fixed!.scores[profile]![index]!]),
      ),
    }));
    return {
      json: { options: { ...CHOSEN, signals: SIGNALS }, windowCount, files, results },
      text: [
        `options: ${JSON.stringify(CHOSEN)} of ${SIGNALS.join(', ')}`,
        ...files.map(
          ({ file, windows: count, scores }) =>
            `  ${file.padEnd(62)} ${count} windows  ${Object.values(scores)
              .map((score) => score.toFixed(2).padStart(7))
              .join('')}`,
        ),
        '',
        `  ${'profile'.padEnd(24)}${'as chosen'.padStart(12)}${'best on these'.padStart(16)}${'cross-validated'.padStart(18)}`,
        ...results.map(
          (one) =>
            `  ${one.profile.padEnd(24)}${one.fixed.toFixed(1).padStart(12)}${one.bestOnThese.toFixed(1).padStart(16)}${one.crossValidated.toFixed(1).padStart(18)}`,
        ),
        '',
        '  "as chosen" was chosen on the half of NAB in ../shared/data: there it is a fitted figure, and cross-validated is the fair one.',
      ].join('\n'),
    };
  },
};
export default bench;
