import type { GraphRequest, OperationRefusal } from '../execution/operation-gate.ts';
import { refusal } from '../execution/refusals.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/**
 * The text to run: the document that a hash stands for (`extensions.persistedQuery.sha256Hash`), or the query as it
 * was sent, where such are taken.
 * @param trusted null: nothing is known by its hash, and whatever is sent is run
 * @param takesAnything whether operations that nobody knows are run
 */
export function trustedText(
  { query, extensions }: GraphRequest,
  trusted: TrustedDocuments | null,
  takesAnything: boolean,
): string | OperationRefusal {
  const hash = trusted ? hashIn(extensions) : null;
  if (trusted && hash !== null)
    return trusted.byHash(hash) ?? notTrusted(`No document has the hash ${hash.slice(0, 64)}.`);
  if (!query) return refusal(400, 'BAD_REQUEST', 'The request has no query and no hash of one.');
  if (takesAnything || !trusted || trusted.has(query)) return query;
  return notTrusted('Only operations of the studio’s own programs are run here.');
}

/** The hash of a persisted document, as Apollo's protocol of persisted queries sends it. */
function hashIn(extensions: GraphRequest['extensions']): string | null {
  const persisted = extensions?.persistedQuery;
  if (typeof persisted !== 'object' || persisted === null || !('sha256Hash' in persisted)) return null;
  return String(persisted.sha256Hash);
}

const notTrusted = (why: string): OperationRefusal =>
  refusal(403, 'OPERATION_NOT_TRUSTED', `${why} Update the program, or ask for a partner’s access.`);
