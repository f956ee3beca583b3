import { openSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { FollowFilter } from '@effect-studio/kernel/bus/event-log';
import { randomChoices } from '../random.ts';
import { runToyProcess, ToyProcess } from './toy-process.ts';

/**
 * Follows the event log as the api does for its subscribers. Arguments: seed, then pairs of a file and a filter as
 * JSON. Each follower writes the positions it is given into its file, breaks off at random, and resumes, also in the
 * next process, after the last position in the file.
 */
runToyProcess(async () => {
  const [seed = '1', ...pairs] = process.argv.slice(2);
  const toy = new ToyProcess('follower');
  const random = randomChoices(Number(seed));
  const follow = async (file: string, filter: FollowFilter): Promise<void> => {
    const output = openSync(file, 'a');
    let cursor = lastPosition(file);
    for (;;) {
      try {
        let left = random.between(1, 60);
        for await (const followed of toy.eventLog.follow(filter, cursor)) {
          if (followed.kind === 'gap') {
            writeSync(output, 'gap\n');
            continue;
          }
          cursor = followed.event.position;
          writeSync(output, `${cursor}\n`);
          left -= 1;
          if (left === 0) break;
        }
      } catch (error) {
        toy.log.warn({ err: error }, 'following failed');
        await wait(200);
      }
    }
  };
  const follows: Promise<void>[] = [];
  for (let at = 0; at < pairs.length; at += 2) follows.push(follow(pairs[at]!, JSON.parse(pairs[at + 1]!)));
  await Promise.all(follows);
});

function lastPosition(file: string): bigint {
  const lines = readFileSync(file, 'utf8').split('\n');
  return BigInt(lines.filter((line) => /^\d+$/.test(line)).at(-1) ?? '0');
}
