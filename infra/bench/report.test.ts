import { describe, expect, it } from 'vitest';
import { formatTable, rowsOf } from './report.ts';

const METRICS = { time: 'ms', size: 'MiB' };
const SERIES = [
  { metric: 'size', subject: 'ours', values: [3] },
  { metric: 'time', subject: 'theirs', values: [100, 200, 300] },
  { metric: 'time', subject: 'ours', values: [50, 120, 150] },
];

describe('rows', () => {
  it('follow the order of the metrics and hold each subject against the one named', () => {
    expect(rowsOf(METRICS, SERIES, 'theirs')).toEqual([
      row({ subject: 'theirs', value: 200, min: 100, max: 300 }),
      row({ subject: 'ours', value: 120, min: 50, max: 150, versus: 'theirs', ratio: 0.5 }),
      row({ metric: 'size', subject: 'ours', value: 3, min: 3, max: 3, unit: 'MiB' }),
    ]);
  });

  it('are held against another subject for each metric where that is said', () => {
    const [, ours] = rowsOf(METRICS, SERIES, { time: 'theirs', size: 'nobody' });
    expect(ours).toMatchObject({ metric: 'time', versus: 'theirs', ratio: 0.5 });
    expect(rowsOf(METRICS, SERIES, { size: 'ours' }).every(({ ratio }) => ratio === null)).toBe(true);
  });

  it('are refused for a metric that the bench does not declare', () => {
    expect(() => rowsOf({ time: 'ms' }, SERIES, null)).toThrow('no metric called size');
  });
});

describe('the table', () => {
  const machine = { cpu: 'Some CPU', cores: 2, memoryGiB: 8, node: '24.0.0', platform: 'linux-x64 6.1' };

  it('aligns numbers at their end and names the machine', () => {
    const text = formatTable({ bench: 'sample', machine, rows: rowsOf(METRICS, SERIES, 'theirs') });
    expect(text.split('\n')).toEqual([
      'sample on Some CPU, 2 cores, 8 GiB, linux-x64 6.1, Node 24.0.0',
      '',
      'metric  subject  median  min  max  unit  ratio',
      'time    theirs      200  100  300  ms',
      'time    ours        120   50  150  ms    0.5 × theirs',
      'size    ours          3    3    3  MiB',
    ]);
  });

  it('has no column of ratios when nothing is compared', () => {
    expect(formatTable({ bench: 'sample', machine, rows: rowsOf(METRICS, SERIES, null) })).not.toContain(
      'ratio',
    );
  });
});

function row(given: object) {
  return { metric: 'time', unit: 'ms', versus: null, ratio: null, ...given };
}
