import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Counted, CountingBus, upTo } from './testing/counting-bus.ts';

let bus: CountingBus;
beforeAll(async () => {
  bus = await CountingBus.open();
});
afterEach(() => bus.stopAll());
afterAll(() => bus.close());

describe('the bus', () => {
  it('delivers what was committed once and in order per aggregate, and nothing that was rolled back', async () => {
    const host = await bus.host('with workers');
    const ids = await bus.addCounters(6);
    await bus.write(host, ids, 30);
    for (const versions of await bus.untilSeen(ids, 20)) expect(versions).toEqual(upTo(20));
    expect(await bus.positionGaps()).toBe(0);
  });

  it('goes on where it stopped when the workers were away', async () => {
    const writer = await bus.host('without workers');
    const ids = await bus.addCounters(3);
    await bus.write(writer, ids, 9);
    const [first] = await Promise.all([bus.host('with workers'), bus.host('with workers')]);
    await bus.write(writer, ids, 9);
    await first!.stop();
    await bus.write(writer, ids, 9);
    for (const versions of await bus.untilSeen(ids, 18)) expect(versions).toEqual(upTo(18));
  });

  it('refills the stream when Redis lost everything, without doing anything twice', async () => {
    const host = await bus.host('with workers');
    const ids = await bus.addCounters(3);
    await bus.write(host, ids, 9);
    await bus.untilSeen(ids, 6);
    await bus.redis.flushdb();
    await bus.write(host, ids, 9);
    for (const versions of await bus.untilSeen(ids, 12)) expect(versions).toEqual(upTo(12));
  });

  it('lets a follower resume after a cursor without a gap or a repetition', async () => {
    const host = await bus.host('with workers');
    const [id] = await bus.addCounters(1);
    await bus.write(host, [id!], 12);
    await bus.untilSeen([id!], 8);
    const { eventLog } = host.subgraph('operations').services;
    const positions: bigint[] = [];
    let cursor = 0n;
    while (positions.length < 8) {
      // Two events, then the socket drops.
      for await (const followed of eventLog.follow({ types: [Counted.type], aggregateId: id! }, cursor)) {
        if (followed.kind === 'gap') throw new Error('nothing was trimmed');
        cursor = followed.event.position;
        positions.push(cursor);
        if (positions.length % 2 === 0) break;
      }
    }
    expect(new Set(positions).size).toBe(8);
    expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
  });
});
