import { ConsumerGroup } from '@effect-studio/kernel/bus/consumer-group';
import { EventProcessor } from '@effect-studio/kernel/bus/event-processor';
import { logReader } from '@effect-studio/kernel/bus/log-reader';
import { Relay } from '@effect-studio/kernel/bus/relay';
import { roleOf } from '@effect-studio/kernel/migrations/context-schema';
import { openRedis } from '@effect-studio/kernel/process/redis';
import { runToyProcess, ToyProcess } from '../../chaos/bus/toy-process.ts';
import { countedContexts } from './counted-context.ts';

/**
 * A relay and a reader, as a workers process has them. Tells its parent about every arrival: aggregate, number and the
 * time of the machine's monotonic clock in nanoseconds, which processes share.
 */
runToyProcess(async () => {
  const toy = new ToyProcess('bench-workers');
  const { reader } = countedContexts((id, number) =>
    process.send?.({ id, number, atNs: process.hrtime.bigint().toString() }),
  );
  const services = await toy.open(reader, 8);
  const relay = new Relay({
    databaseUrl: toy.roleUrl('es_relay'),
    redis: toy.redis,
    openSubscriber: toy.openSubscriber,
    clock: toy.clock,
    log: toy.log,
  });
  const group = new ConsumerGroup({
    group: reader.name,
    databaseUrl: toy.roleUrl(roleOf(reader.name)),
    redis: openRedis(toy.config.REDIS_URL, 'reading'),
    readLog: logReader(() => toy.tailPool),
    processor: new EventProcessor(services, reader.consumers),
    log: toy.log,
  });
  relay.start();
  group.start();
  const stop = () => void Promise.all([relay.stop(), group.stop()]).then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
});
