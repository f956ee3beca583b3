import type { Followed, LoggedEvent } from './event-log.ts';

/** What every feed answers when its cursor is too old. */
export interface GapItem {
  __typename: 'Gap';
  firstAvailable: string;
}

/**
 * Turns followed events into the items of a feed, in order. Ending the feed ends the following at once,
 * which a generator that waits for the next event could not do.
 * @param toItem null leaves the event out
 */
export function feed<Item>(
  followed: AsyncGenerator<Followed>,
  toItem: (event: LoggedEvent) => Promise<Item | null>,
): AsyncIterableIterator<Item | GapItem> {
  return {
    async next() {
      for (;;) {
        const { value, done } = await followed.next();
        if (done) return { value: undefined, done: true };
        if (value.kind === 'gap') {
          return {
            value: { __typename: 'Gap', firstAvailable: value.firstAvailable.toString() },
            done: false,
          };
        }
        const item = await toItem(value.event);
        if (item !== null) return { value: item, done: false };
      }
    },
    async return() {
      await followed.return(undefined);
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
