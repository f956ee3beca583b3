import { useConnects } from '@effect-studio/web-kit/graph/connection-store.ts';
import type { CombinedError } from '@urql/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import type { LogEntryPartsFragment, Severity } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import { ActionLoggedDocument, LogEntryParts, LogPageDocument } from './log.graphql.ts';
import { fits, merged, type StreamFilter } from './log-stream.ts';

/** New entries are shown at most this often. */
const SHOW_EVERY_MS = 250;

export interface LogStream {
  entries: readonly LogEntryPartsFragment[];
  /** Entries that came while the stream rests. */
  heldCount: number;
  isFetching: boolean;
  error: CombinedError | undefined;
  retry: () => void;
  /** Reads the next older page; null when there is none. */
  older: (() => void) | null;
  /** Rests while somebody reads further down. */
  rest: (isResting: boolean) => void;
}

/** The log in a filter: pages of the past, and what is logged from now on, each entry once. */
export function useLogStream(filter: StreamFilter, isPaused: boolean): LogStream {
  const client = useClient();
  const [entries, setEntries] = useState<readonly LogEntryPartsFragment[]>([]);
  const [page, setPage] = useState<{ hasNextPage: boolean; endCursor?: string | null } | null>(null);
  const [error, setError] = useState<CombinedError>();
  const [isFetching, setFetching] = useState(true);
  const [heldCount, setHeld] = useState(0);
  const held = useRef<LogEntryPartsFragment[]>([]);
  const [isResting, rest] = useState(false);
  const isHeld = isPaused || isResting;
  const round = useRef(0);

  const read = useCallback(
    async (after: string | null) => {
      const own = round.current;
      setFetching(true);
      const { severities, modules, text } = filter;
      const variables = {
        after,
        filter: {
          severities: severities.length > 0 ? (severities as Severity[]) : null,
          modules: modules.length > 0 ? [...modules] : null,
          text: text || null,
        },
      };
      const answer = await client
        .query(LogPageDocument, variables, { requestPolicy: 'network-only' })
        .toPromise();
      if (own !== round.current) return;
      setFetching(false);
      setError(answer.error);
      if (answer.data === undefined) return;
      const { edges, pageInfo } = answer.data.actionLogEntries;
      const found = edges.map(({ node }) => readFragment(LogEntryParts, node));
      setEntries((known) => merged(known, found));
      setPage(pageInfo);
    },
    [client, filter],
  );

  useEffect(() => {
    round.current += 1;
    held.current = [];
    setHeld(0);
    setEntries([]);
    setPage(null);
    void read(null);
  }, [read]);

  // A feed that has told nothing yet has no place to go on from: what was logged meanwhile is read.
  const connects = useConnects();
  const seen = useRef(connects);
  useEffect(() => {
    const isReturn = seen.current > 0 && connects !== seen.current;
    seen.current = connects;
    if (isReturn) void read(null);
  }, [connects, read]);

  useEffect(() => {
    const { unsubscribe } = client.subscription(ActionLoggedDocument, {}).subscribe(({ data }) => {
      if (!data) return;
      const entry = readFragment(LogEntryParts, data.actionLogged.entry);
      if (fits(entry, filter)) held.current.push(entry);
    });
    return unsubscribe;
  }, [client, filter]);

  useEffect(() => {
    const timer = setInterval(() => {
      if (isHeld) return setHeld(held.current.length);
      if (held.current.length === 0) return;
      const fresh = held.current.splice(0);
      setHeld(0);
      setEntries((known) => merged(known, fresh));
    }, SHOW_EVERY_MS);
    return () => clearInterval(timer);
  }, [isHeld]);

  return {
    entries,
    heldCount,
    isFetching,
    error,
    retry: () => void read(null),
    older: page?.hasNextPage && !isFetching ? () => void read(page.endCursor ?? null) : null,
    rest,
  };
}
