import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseSeasonality,
  expectNext,
  fitBestHoltWinters,
  fitHoltWinters,
  follow,
  forecastHoltWinters,
  type Seasonality,
} from './holt-winters.ts';
import { startingState } from './holt-winters-start.ts';
import { normalQuantile } from './normal-quantile.ts';

/** Monthly airline passengers 1949–1960, thousands (Box & Jenkins 1976, series G). */
const PASSENGERS: readonly number[] = [
  112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158,
  133, 114, 140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166, 171, 180, 193, 181, 183, 218,
  230, 242, 209, 191, 172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201, 204, 188, 235,
  227, 234, 264, 302, 293, 259, 229, 203, 229, 242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278,
  284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404,
  347, 305, 336, 340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472,
  548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
];
const FIXED = { alpha: 0.3, beta: 0.05, gamma: 0.4 };

/** What R 4's HoltWinters and predict(level 0.95) answer for {@link PASSENGERS} with {@link FIXED}. */
const R_ANSWERS = {
  additive: {
    squaredError: 53988.8853969,
    coefficients: [
      493.62457988708604, 3.49776934674048, -31.30372465517919, -47.28603777977587, -1.61519806817113,
      6.08325272341044, 14.32383582384588, 65.01022425609862, 117.32747823690329, 99.5658755482868,
      7.53530847146319, -42.71653708127127, -91.73071483006052, -51.28823755922793,
    ],
    firstFitted: [
      110.643162393162, 122.327920551671, 137.862332454351, 132.616819132746, 123.680707520631,
      148.111885446007, 160.718698378748, 164.566020289318, 155.090655322377, 139.984873349017,
      124.014386200762, 135.651496070639,
    ],
    lastFitted: [
      428.10396147043, 416.085908137414, 462.348799546128, 441.915179377301, 460.701685137422,
      515.209480240209, 566.599754251486, 576.705396059184, 505.281540823265, 461.033595285285,
      426.690576880722, 456.610338875853,
    ],
    forecast: [
      465.818624578647, 453.334080800791, 502.502689859136, 513.698909997458, 525.437262444634,
      579.621420223628, 635.436443551173, 621.172610209297, 532.639812479214, 485.885736273219,
      440.369327871171, 484.309574488744,
    ],
    upper: [
      505.539071610515, 494.978559130702, 546.161315815894, 559.457658001057, 573.378213018286,
      629.82302140166, 687.973773583408, 676.117633381548, 590.061622843818, 545.8507862659, 502.941640341528,
      549.550937737829,
    ],
  },
  multiplicative: {
    squaredError: 22971.0074185,
    coefficients: [
      490.34950468799127, 3.626379074074594, 0.915189281717416, 0.868370287826973, 0.991310160536384,
      1.005804893664997, 1.026266035276521, 1.165342628729135, 1.309502034768852, 1.280201770095677,
      1.062703926833834, 0.932404684221498, 0.800839809205314, 0.886265340418322,
    ],
    firstFitted: [
      111.081808708867, 122.460150552109, 137.68741483421, 132.634463390927, 123.809287058825,
      148.07031506025, 162.881753283291, 166.153916702684, 154.52579773205, 136.929119316854,
      119.483882097801, 134.221346077441,
    ],
    lastFitted: [
      416.574851270348, 401.802032030059, 469.754936586843, 445.218715718908, 464.724956388926,
      536.641365526137, 599.971771014893, 602.373924252845, 504.442102263781, 442.556608142324,
      393.24486935394, 438.142311181567,
    ],
    forecast: [
      452.081434245931, 432.103020202372, 496.873045477449, 507.785650697343, 521.837190449752,
      596.781025526835, 675.35492957123, 664.886279144451, 555.780249692818, 491.016703431074,
      424.637039761919, 473.146979711105,
    ],
    upper: [
      466.998897528754, 448.884697009782, 516.686920908062, 529.736655361041, 546.04154940643,
      625.379968895529, 708.870592172824, 699.811209614376, 587.591014153797, 521.508984282263,
      453.514613541272, 503.157944510705,
    ],
  },
};
const R_LEAST_ERROR = { additive: 21860.1846219, multiplicative: 16570.777867 };
const SEASONALITIES: readonly Seasonality[] = ['additive', 'multiplicative'];

/** Relative to the value, as R prints 15 digits. */
function expectClose(actual: readonly number[], expected: readonly number[], digits = 9): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) {
    expect(Math.abs(actual[index]! - value)).toBeLessThan(10 ** -digits * Math.max(1, Math.abs(value)));
  }
}

describe('Holt-Winters', () => {
  it.each(SEASONALITIES)('follows the passengers as R does, %s', (seasonality) => {
    const fit = fitHoltWinters(PASSENGERS, 12, seasonality, FIXED);
    const answers = R_ANSWERS[seasonality];
    expectClose([fit.squaredError], [answers.squaredError]);
    expectClose([fit.state.level, fit.state.slope, ...fit.state.season], answers.coefficients);
    expectClose(fit.fitted.slice(0, 12), answers.firstFitted);
    expectClose(fit.fitted.slice(-12), answers.lastFitted);
    expectClose(
      forecastHoltWinters(fit, 12).map(({ mean }) => mean),
      answers.forecast,
    );
  });

  it('has the intervals of R where seasons are additive', () => {
    const fit = fitHoltWinters(PASSENGERS, 12, 'additive', FIXED);
    expectClose(
      forecastHoltWinters(fit, 12, 0.95).map(({ upper }) => upper),
      R_ANSWERS.additive.upper,
      8,
    );
  });

  it('has wider multiplicative intervals than R by exactly the share that R leaves out', () => {
    const fit = fitHoltWinters(PASSENGERS, 12, 'multiplicative', FIXED);
    const z = normalQuantile(0.975);
    const psi0 = FIXED.alpha + FIXED.gamma * (1 - FIXED.alpha);
    const narrowed = forecastHoltWinters(fit, 12, 0.95).map(({ mean, upper }) => {
      const variance = ((upper - mean) / z) ** 2 - fit.residualVariance * (1 - psi0 ** 2);
      return mean + z * Math.sqrt(variance);
    });
    // R's twelfth step reads the slope in place of the twelfth figure.
    expectClose(narrowed.slice(0, 11), R_ANSWERS.multiplicative.upper.slice(0, 11), 8);
  });

  it.each(SEASONALITIES)('finds constants at least as good as those that R finds, %s', (seasonality) => {
    const best = fitBestHoltWinters(PASSENGERS, 12, seasonality);
    expect(best.squaredError).toBeLessThan(R_LEAST_ERROR[seasonality] * 1.001);
  });

  it('prefers multiplicative seasons where they grow with the level, and never with a value of zero', () => {
    expect(chooseSeasonality(PASSENGERS, 12)).toBe('multiplicative');
    expect(chooseSeasonality(PASSENGERS.with(40, 0), 12)).toBe('additive');
    expect(chooseSeasonality(PASSENGERS.slice(0, 35), 12)).toBe('additive');
  });

  it.each(SEASONALITIES)('step by step ends where following all at once ends, %s', (seasonality) => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ min: 1, max: 1e4, noNaN: true }), fc.constant(null)), {
          minLength: 8,
          maxLength: 40,
        }),
        (tail) => {
          const series = [10, 12, 14, 11, 10, 13, 15, 12, ...tail];
          let state = startingState(series, 4, seasonality);
          const fitted: number[] = [];
          for (const value of series.slice(4)) {
            fitted.push(expectNext(state, seasonality));
            state = follow(state, value, seasonality, FIXED);
          }
          const fit = fitHoltWinters(series, 4, seasonality, FIXED);
          expectClose(fitted, fit.fitted);
          expectClose([state.level, ...state.season], [fit.state.level, ...fit.state.season]);
        },
      ),
    );
  });

  it('repeats a pure season without error', () => {
    const series = Array.from({ length: 40 }, (_, index) => 100 + [5, -2, 7, -10][index % 4]!);
    const fit = fitHoltWinters(series, 4, 'additive', FIXED);
    expect(fit.squaredError).toBeLessThan(1e-18);
    expectClose(
      forecastHoltWinters(fit, 4).map(({ mean }) => mean),
      [105, 98, 107, 90],
    );
  });

  it('learns nothing from missing values and bridges them at the start', () => {
    const series = PASSENGERS.map((value, index) => (index % 11 === 5 ? null : value));
    const fit = fitHoltWinters(series, 12, 'additive', FIXED);
    expect(fit.residuals.filter((one) => one === null)).toHaveLength(12);
    expect(Math.abs(forecastHoltWinters(fit, 1)[0]!.mean - R_ANSWERS.additive.forecast[0]!)).toBeLessThan(20);
  });

  it('refuses a series of less than two seasons', () => {
    expect(() => fitHoltWinters(PASSENGERS.slice(0, 23), 12, 'additive', FIXED)).toThrow('two seasons');
  });
});
