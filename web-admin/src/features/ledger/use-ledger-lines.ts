import type { CombinedError } from '@urql/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import type { LedgerEntryKind, LedgerLinesQuery } from '../../../generated/graphql.ts';
import { LedgerLinesDocument } from './ledger.graphql.ts';

export type LedgerLine = LedgerLinesQuery['ledgerLines']['edges'][number]['node'];

/** Lines of the ledger in a filter, page after page. @returns `older` null when there is none or it is on its way */
export function useLedgerLines(ownerId: string | null, kind: LedgerEntryKind | null) {
  const client = useClient();
  const [lines, setLines] = useState<readonly LedgerLine[]>([]);
  const [page, setPage] = useState<{ hasNextPage: boolean; endCursor?: string | null } | null>(null);
  const [error, setError] = useState<CombinedError>();
  const [isFetching, setFetching] = useState(true);
  const round = useRef(0);
  const read = useCallback(
    async (after: string | null) => {
      const own = round.current;
      setFetching(true);
      const variables = { ownerId, kind, after };
      const answer = await client
        .query(LedgerLinesDocument, variables, { requestPolicy: 'network-only' })
        .toPromise();
      if (own !== round.current) return;
      setFetching(false);
      setError(answer.error);
      if (answer.data === undefined) return;
      const { edges, pageInfo } = answer.data.ledgerLines;
      setLines((known) => [...(after === null ? [] : known), ...edges.map(({ node }) => node)]);
      setPage(pageInfo);
    },
    [client, ownerId, kind],
  );
  useEffect(() => {
    round.current += 1;
    setLines([]);
    setPage(null);
    void read(null);
  }, [read]);
  return {
    lines,
    error,
    isFetching,
    retry: () => void read(null),
    older: page?.hasNextPage && !isFetching ? () => void read(page.endCursor ?? null) : null,
  };
}
