import type { CallContext } from './context.ts';

/** A call whose followers and tick listeners can be ended from outside. */
export interface SubscriptionScope {
  ctx: CallContext;
  /** Ends everything that the call follows. */
  close(): void;
}

/**
 * Keeps account of what a subscription follows. An async generator that waits for its next event cannot be
 * returned: `return()` queues behind the wait. Ending what it waits for does end it, however it is written.
 */
export function subscriptionScope(call: CallContext): SubscriptionScope {
  const open = new Set<AsyncIterator<unknown>>();
  const tracked = <Iterator extends AsyncIterator<unknown>>(iterator: Iterator): Iterator => {
    open.add(iterator);
    return iterator;
  };
  return {
    ctx: {
      ...call,
      eventLog: intercept(call.eventLog, 'follow', tracked),
      ticks: intercept(call.ticks, 'listen', tracked),
    },
    close: () => {
      for (const iterator of open) void iterator.return?.()?.catch(() => undefined);
      open.clear();
    },
  };
}

/** The same object, with one method's results passed through `track`. */
function intercept<Target extends object>(
  target: Target,
  method: keyof Target,
  track: <Iterator extends AsyncIterator<unknown>>(iterator: Iterator) => Iterator,
): Target {
  return new Proxy(target, {
    get: (inner, property) => {
      const value: unknown = Reflect.get(inner, property, inner);
      if (typeof value !== 'function') return value;
      if (property !== method) return value.bind(inner);
      return (...args: unknown[]) => track(Reflect.apply(value, inner, args) as AsyncIterator<unknown>);
    },
  });
}
