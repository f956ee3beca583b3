import { formatDay, formatHour } from '../format.ts';

const DAY_SECONDS = 86_400;

/**
 * Labels of a time axis: hours within two days, days beyond; a label that says the same as the one before is left out.
 * @param splits Unix seconds @param spanSeconds of the whole axis
 */
export function timeLabels(splits: readonly number[], spanSeconds: number): string[] {
  const format = spanSeconds > 2 * DAY_SECONDS ? formatDay : formatHour;
  let before = '';
  return splits.map((at) => {
    const label = format(new Date(at * 1000));
    if (label === before) return '';
    before = label;
    return label;
  });
}
