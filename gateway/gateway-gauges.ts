import type { GaugeSource } from '@effect-studio/kernel/observation/gauges';
import type { OverloadGuard } from './rates/overload-guard.ts';
import type { SocketServer } from './subscriptions/socket-server.ts';

/** What this gateway has under way, and how much that may be. */
export function gatewayGauges(
  overload: Pick<OverloadGuard, 'inFlight' | 'besideInFlight' | 'most'>,
  sockets: Pick<SocketServer, 'openCount' | 'subscriptionCount'>,
): GaugeSource {
  const help =
    'Operations by HTTP under way: those that are bounded, and those of agents and the studio itself.';
  return () =>
    Promise.resolve([
      ...Object.entries({ bounded: overload.inFlight, beside: overload.besideInFlight }).map(
        ([kind, value]) => ({
          name: 'studio_operations_in_flight',
          help,
          labels: { kind },
          value,
        }),
      ),
      {
        name: 'studio_operations_limit',
        help: 'Most operations that it bounds; more are refused.',
        labels: {},
        value: overload.most,
      },
      {
        name: 'studio_sockets_open',
        help: 'Connections of clients that may subscribe.',
        labels: {},
        value: sockets.openCount,
      },
      {
        name: 'studio_subscriptions_open',
        help: 'Subscriptions on them.',
        labels: {},
        value: sockets.subscriptionCount,
      },
    ]);
}
