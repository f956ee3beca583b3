import { ConsumerGroup } from '@effect-studio/kernel/bus/consumer-group';
import { DeadLetterReplayer } from '@effect-studio/kernel/bus/dead-letter-replayer';
import { EventProcessor } from '@effect-studio/kernel/bus/event-processor';
import { logReader } from '@effect-studio/kernel/bus/log-reader';
import { roleOf } from '@effect-studio/kernel/migrations/context-schema';
import { openRedis } from '@effect-studio/kernel/process/redis';
import { GROUPS, TOY_CONTEXTS } from './toy-contexts.ts';
import { CHAOS_LEASE_MS, CHAOS_TRIM_INBOX_MS, runToyProcess, ToyProcess } from './toy-process.ts';

/** A reader and a replayer of every group; the same groups are read by other processes like this one. */
runToyProcess(async () => {
  const toy = new ToyProcess('consumer');
  await toy.followClock();
  const stops: (() => Promise<void>)[] = [];
  for (const definition of TOY_CONTEXTS.filter(({ consumers }) => consumers.length > 0)) {
    const services = await toy.open(definition, Math.floor(24 / GROUPS.length));
    const group = new ConsumerGroup({
      group: definition.name,
      databaseUrl: toy.roleUrl(roleOf(definition.name)),
      redis: openRedis(toy.config.REDIS_URL, 'reading'),
      readLog: logReader(() => toy.tailPool),
      processor: new EventProcessor(services, definition.consumers),
      log: services.log,
      leaseMs: CHAOS_LEASE_MS,
      trimInboxMs: CHAOS_TRIM_INBOX_MS,
    });
    const replayer = new DeadLetterReplayer({ services, consumers: definition.consumers });
    group.start();
    replayer.start();
    toy.clock.onJump(() => replayer.wake());
    stops.push(
      () => group.stop(),
      () => replayer.stop(),
    );
  }
  process.on('SIGTERM', () => void Promise.all(stops.map((stop) => stop())).then(() => process.exit(0)));
});
