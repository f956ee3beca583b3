import type { Transaction } from '@effect-studio/kernel/database';
import { In } from 'typeorm';
import { LinkFetchEntity, type LinkFetchRow } from './link-fetch.entity.ts';

export const findLinkFetch = (tx: Transaction, videoId: string): Promise<LinkFetchRow | null> =>
  tx.manager.findOne(LinkFetchEntity, { where: { videoId } });

/** Fetches of clips that the caller may see, by clip. */
export async function findLinkFetches(
  tx: Transaction,
  videoIds: readonly string[],
): Promise<Map<string, LinkFetchRow>> {
  const rows = await tx.manager.find(LinkFetchEntity, { where: { videoId: In([...videoIds]) } });
  return new Map(rows.map((row) => [row.videoId, row]));
}

/** Notes how much has come, while it is still coming. */
export async function noteReceived(
  tx: Transaction,
  videoId: string,
  bytes: { received: number; expected: number | null },
): Promise<void> {
  await tx.manager.update(
    LinkFetchEntity,
    { videoId, status: 'WAITING' },
    {
      receivedBytes: String(bytes.received),
      expectedBytes: bytes.expected === null ? null : String(bytes.expected),
      updatedAt: tx.now,
    },
  );
}

/** Ends a fetch; its address is forgotten. @returns false when it had ended before */
export async function endLinkFetch(
  tx: Transaction,
  videoId: string,
  end: { status: 'FETCHED'; confirmedEtag: string; sizeBytes: number } | { status: 'REFUSED' },
): Promise<boolean> {
  const result = await tx.manager.update(
    LinkFetchEntity,
    { videoId, status: 'WAITING' },
    {
      status: end.status,
      url: null,
      updatedAt: tx.now,
      ...(end.status === 'FETCHED'
        ? {
            confirmedEtag: end.confirmedEtag,
            receivedBytes: String(end.sizeBytes),
            expectedBytes: String(end.sizeBytes),
          }
        : {}),
    },
  );
  return (result.affected ?? 0) > 0;
}
