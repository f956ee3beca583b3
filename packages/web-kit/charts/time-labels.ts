import { formatDay, formatHour } from '../format.ts';

const DAY_SECONDS = 86_400;

/**
 * Labels of a time axis: hours within two days, where midnight is named by its day; days beyond. A label that says the
 * same as the one before is left out.
 * @param splits Unix seconds @param spanSeconds of the whole axis
 */
export function timeLabels(splits: readonly number[], spanSeconds: number): string[] {
  const isLong = spanSeconds > 2 * DAY_SECONDS;
  let before = '';
  return splits.map((at) => {
    const moment = new Date(at * 1000);
    const isMidnight = moment.getHours() === 0 && moment.getMinutes() === 0;
    const label = isLong || isMidnight ? formatDay(moment) : formatHour(moment);
    if (label === before) return '';
    before = label;
    return label;
  });
}
