import type { EventLog, Followed } from '../bus/event-log.ts';
import type { CallContext } from '../context.ts';

/** A call whose followers and tick listeners can be ended from outside. */
export interface SubscriptionScope {
  ctx: CallContext;
  /** The trace of the event that was followed last, asked for once; null where it has none. */
  takeTraceparent(): string | null;
  /** Ends everything that the call follows. */
  close(): void;
}

/**
 * Keeps account of what a subscription follows. An async generator that waits for its next event cannot be
 * returned: `return()` queues behind the wait. Ending what it waits for does end it, however it is written.
 */
export function subscriptionScope(call: CallContext): SubscriptionScope {
  const open = new Set<AsyncIterator<unknown>>();
  let traceparent: string | null = null;
  const tracked = <Iterator extends AsyncIterator<unknown>>(iterator: Iterator): Iterator => {
    open.add(iterator);
    return iterator;
  };
  return {
    ctx: {
      ...call,
      eventLog: intercept(call.eventLog, 'follow', (followed: ReturnType<EventLog['follow']>) =>
        tracked(
          noting(followed, (found) => {
            traceparent = found;
          }),
        ),
      ),
      ticks: intercept(call.ticks, 'listen', tracked),
    },
    takeTraceparent: () => {
      const taken = traceparent;
      traceparent = null;
      return taken;
    },
    close: () => {
      for (const iterator of open) void iterator.return?.()?.catch(() => undefined);
      open.clear();
    },
  };
}

/** The same iterator, which tells the trace of each event that it gives out. */
function noting(
  followed: ReturnType<EventLog['follow']>,
  note: (traceparent: string | null) => void,
): ReturnType<EventLog['follow']> {
  const next = followed.next.bind(followed);
  followed.next = async (...args) => {
    const step = await next(...args);
    if (!step.done) note(traceparentOf(step.value));
    return step;
  };
  return followed;
}

const traceparentOf = (followed: Followed): string | null =>
  followed.kind === 'event' ? (followed.event.traceparent ?? null) : null;

/** The same object, with one method's results passed through `track`. */
function intercept<Target extends object, Followable extends AsyncIterator<unknown>>(
  target: Target,
  method: keyof Target,
  track: (iterator: Followable) => Followable,
): Target {
  return new Proxy(target, {
    get: (inner, property) => {
      const value: unknown = Reflect.get(inner, property, inner);
      if (typeof value !== 'function') return value;
      if (property !== method) return value.bind(inner);
      return (...args: unknown[]) => track(Reflect.apply(value, inner, args) as Followable);
    },
  });
}
