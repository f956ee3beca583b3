import type { Transaction } from '@effect-studio/kernel/database';
import { findLinkFetch } from './link-fetch.repository.ts';
import { findUpload } from './video.repository.ts';

/** The bytes of a clip as they lie in the store before they are checked, whichever way they came. */
export interface Arrival {
  objectKey: string;
  /** ETag of the object at the moment of its arrival; another one later means that it was changed. */
  confirmedEtag: string | null;
}

export async function findArrival(tx: Transaction, videoId: string): Promise<Arrival | null> {
  return (await findUpload(tx, { videoId })) ?? (await findLinkFetch(tx, videoId));
}
