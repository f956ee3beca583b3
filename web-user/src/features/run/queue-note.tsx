import { IconHourglass } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useQuery } from 'urql';
import classes from './queue-note.module.css';
import { queueWords, turnWords } from './queue-words.ts';
import { RunQueueDocument } from './run.graphql.ts';

const LOOK_EVERY_MS = 3_000;

/** Where a run stands among those that wait for their turn, or its work among what waits for machines; nothing while none of it waits. */
export function QueueNote({ runId }: { runId: string }) {
  const [{ data }, read] = useQuery({
    query: RunQueueDocument,
    variables: { id: runId },
    requestPolicy: 'cache-and-network',
  });
  useEffect(() => {
    const timer = setInterval(() => read({ requestPolicy: 'network-only' }), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [read]);
  const { turn, queue } = data?.run ?? {};
  const words = turn ? turnWords(turn) : queue ? queueWords(queue) : null;
  return (
    <p className={classes.note} role="status">
      {words && (
        <>
          <IconHourglass size={16} aria-hidden />
          {words}
        </>
      )}
    </p>
  );
}
