import { fieldWorld } from '@effect-studio/economics/bottlenecks/testing/field-world';
import { FAULT_CLASSES } from '@effect-studio/economics/bottlenecks/testing/plan-faults';
import { type Scoreboard, scoreWorlds } from '@effect-studio/economics/bottlenecks/testing/score-worlds';
import { testWorld } from '@effect-studio/economics/bottlenecks/testing/test-world';
import { tuningWorld } from '@effect-studio/economics/bottlenecks/testing/tuning-world';
import type { WorldGenerator } from '@effect-studio/economics/bottlenecks/testing/world';
import type { Judgement } from './judgement.ts';

/** Long enough for a rate of one in a thousand hours to show, with the quiet times between faults added. */
const FAULT_FREE_DAYS = 20;

/** Makes one world at a time: hundreds of them do not fit into memory. */
function* worldsOf(make: WorldGenerator, count: number, seed: string, say: (line: string) => void) {
  for (let index = 0; index < count; index += 1) {
    if (index % 10 === 0) say(`world ${index} of ${count}`);
    yield make(`${seed}-${index}`, { hasFaults: true, days: 0 });
  }
  const quiet = Math.max(1, Math.round(count / 16));
  for (let index = 0; index < quiet; index += 1) {
    say(`quiet world ${index + 1} of ${quiet}, ${FAULT_FREE_DAYS} days`);
    yield make(`${seed}-quiet-${index}`, { hasFaults: false, days: FAULT_FREE_DAYS });
  }
}

function table(title: string, board: Scoreboard): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const classes = board.classes.map(
    (one) =>
      `  ${one.bottleneckClass.padEnd(30)} ${String(one.faults).padStart(4)} faults  precision ${percent(one.precision).padStart(8)}  recall ${percent(one.recall).padStart(8)}  F1 ${one.f1.toFixed(3)}`,
  );
  const columns = [...FAULT_CLASSES, 'MISSED'] as const;
  const short = (name: string): string => name.split('_').slice(0, 2).join(' ').slice(0, 14).padStart(15);
  const matrix = [...FAULT_CLASSES, 'NONE'].map((row) => {
    const cells = columns.map((column) => String(board.confusion.get(`${row}>${column}`) ?? 0).padStart(15));
    return `  ${row.padEnd(30)}${cells.join('')}`;
  });
  return [
    title,
    ...classes,
    `  macro-F1 ${board.macroF1.toFixed(3)}; false automatic actions per 1,000 fault-free hours ${board.falseActionsPerThousandHours.toFixed(2)} (${board.falseActions} in ${Math.round(board.faultFreeHours)} h); UNKNOWN labels ${board.unknownLabels}; median delay ${board.medianDelayMinutes ?? '–'} min`,
    '',
    `  ${'fault \\ label'.padEnd(30)}${columns.map(short).join('')}`,
    ...matrix,
  ].join('\n');
}

const inJson = (board: Scoreboard) => ({ ...board, confusion: Object.fromEntries(board.confusion) });

const bench: Judgement = {
  name: 'bottlenecks',
  what: 'faults of six classes in simulated worlds: how many are found and told apart, and what is done for nothing',
  options: {
    worlds: { value: 'N', what: 'worlds with one fault of each class, default 40' },
    seed: { value: 'TEXT', what: 'of the worlds, default bench' },
    generator: {
      value: 'field|test|tuning|all',
      what: 'default all; nothing was ever changed after a look at field',
    },
  },
  judge: async ({ worlds = '40', seed = 'bench', generator = 'all' }, say) => {
    const count = Number(worlds);
    if (!Number.isInteger(count) || count < 1)
      throw new Error(`--worlds ${worlds} is not a number of worlds.`);
    const boards: Record<string, Scoreboard> = {};
    for (const [name, make] of Object.entries({
      field: fieldWorld,
      test: testWorld,
      tuning: tuningWorld,
    })) {
      if (generator !== 'all' && generator !== name) continue;
      say(`${name} worlds`);
      boards[name] = scoreWorlds(worldsOf(make, count, seed, say));
    }
    return {
      json: Object.fromEntries(Object.entries(boards).map(([name, board]) => [name, inJson(board)])),
      text: Object.entries(boards)
        .map(([name, board]) => table(`${name} generator`, board))
        .join('\n\n'),
    };
  },
};
export default bench;
