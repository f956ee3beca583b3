import { describe, expect, it } from 'vitest';
import type { GivenLease } from '../use-cases/leases/take-turn.ts';
import { QueueHeads } from './queue-heads.ts';

const taken = (revisionId: number, priority: number, fairTag: string, taskId = 'a') => ({
  brief: { revisionId, priority, fairTag, id: taskId } as GivenLease['brief'],
});

describe('heads of queues', () => {
  it('are the furthest that was taken of each revision, as PostgreSQL orders places', () => {
    const heads = new QueueHeads();
    heads.advance([taken(1, 100, '9'), taken(1, 100, '10'), taken(2, 50, '7', 'b')], heads.generation);
    heads.advance([taken(1, 99, '999'), taken(1, 100, '10', '0'), taken(2, 50, '7', 'a')], heads.generation);
    expect(heads.of(1)).toMatchObject({ priority: 100, fairTag: '10', taskId: 'a' });
    expect(heads.of(2)).toMatchObject({ priority: 50, fairTag: '7', taskId: 'b' });
    expect(heads.of(3)).toBeNull();
  });

  it('are not noted by a look that began before they were forgotten', () => {
    const heads = new QueueHeads();
    const { generation } = heads;
    heads.forget();
    heads.advance([taken(1, 100, '9')], generation);
    expect(heads.of(1)).toBeNull();
  });
});
