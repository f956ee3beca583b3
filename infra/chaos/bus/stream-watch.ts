import { setTimeout as wait } from 'node:timers/promises';
import { openRedis, REDIS_KEYS } from '@effect-studio/kernel/process/redis';
import type pg from 'pg';

const EVERY_MS = 150;

/**
 * Looks again and again whether the stream was trimmed past what some group has settled. The stream is read first:
 * groups only move on, so what they have settled afterwards is at least what they had when it was trimmed.
 */
export class StreamWatch {
  readonly breaches: string[] = [];
  looks = 0;
  /** First position of the stream when it was seen last. */
  firstPosition = 0n;
  #isStopping = false;
  #loop: Promise<void> = Promise.resolve();

  start(redisUrl: string, owner: pg.Pool): void {
    const redis = openRedis(redisUrl, 'commands');
    this.#loop = (async () => {
      while (!this.#isStopping) {
        // Either may be down at the moment.
        await this.#look(redis, owner).catch(() => undefined);
        await wait(EVERY_MS);
      }
      redis.disconnect();
    })();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#loop;
  }

  async #look(redis: ReturnType<typeof openRedis>, owner: pg.Pool): Promise<void> {
    const [entry] = await redis.xrange(REDIS_KEYS.businessStream, '-', '+', 'COUNT', 1);
    if (!entry) return;
    const first = BigInt(entry[0].split('-')[0]!);
    const { rows } = await owner.query<{ name: string; settled_position: string }>(
      'select name, settled_position from bus.consumer_group',
    );
    this.looks += 1;
    this.firstPosition = first;
    for (const { name, settled_position: settled } of rows) {
      if (first > BigInt(settled) + 1n) {
        this.breaches.push(`the stream began at ${first} while ${name} had settled ${settled}`);
      }
    }
  }
}
