import { Relay } from '@effect-studio/kernel/bus/relay';
import { CHAOS_LEASE_MS, runToyProcess, ToyProcess } from './toy-process.ts';

/** One of the relays that compete for the lead. */
runToyProcess(async () => {
  const toy = new ToyProcess('relay');
  const relay = new Relay({
    databaseUrl: toy.roleUrl('es_relay'),
    redis: toy.redis,
    openSubscriber: toy.openSubscriber,
    clock: toy.clock,
    log: toy.log,
    leaseMs: CHAOS_LEASE_MS,
  });
  relay.start();
  process.on('SIGTERM', () => void relay.stop().then(() => process.exit(0)));
});
