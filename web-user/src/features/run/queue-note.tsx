import { IconHourglass } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useQuery } from 'urql';
import classes from './queue-note.module.css';
import { queueWords } from './queue-words.ts';
import { RunQueueDocument } from './run.graphql.ts';

const LOOK_EVERY_MS = 3_000;

/** Where a run stands among what waits for machines; nothing while none of it waits. */
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
  const queue = data?.run?.queue;
  return (
    <p className={classes.note} role="status">
      {queue && (
        <>
          <IconHourglass size={16} aria-hidden />
          {queueWords(queue)}
        </>
      )}
    </p>
  );
}
