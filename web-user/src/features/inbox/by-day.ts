import { formatDay } from '@effect-studio/web-kit/format.ts';

/** Messages under the day on which they came, in the order in which they are given. */
export function byDay<Item extends { createdAt: string }>(
  items: readonly Item[],
  now: Date,
): { day: string; items: Item[] }[] {
  const today = formatDay(now);
  const yesterday = formatDay(new Date(now.getTime() - 86_400_000));
  const days: { day: string; items: Item[] }[] = [];
  for (const item of items) {
    const date = formatDay(item.createdAt);
    const day = date === today ? 'Today' : date === yesterday ? 'Yesterday' : date;
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({ day, items: [item] });
  }
  return days;
}
