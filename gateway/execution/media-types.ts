/** Media types of answers (GraphQL over HTTP §4). */
export type ResponseType = 'application/graphql-response+json' | 'application/json';

const GRAPHQL = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';

/** What each range of an `Accept` header is answered with. A client that does not care gets plain JSON. */
const ANSWERS: Readonly<Record<string, ResponseType>> = {
  [GRAPHQL]: GRAPHQL,
  'application/graphql+json': GRAPHQL,
  [JSON_TYPE]: JSON_TYPE,
  'application/*': JSON_TYPE,
  '*/*': JSON_TYPE,
};

/**
 * The media type of the answer, by weight and then by order of the `Accept` header (RFC 9110 §12.5.1).
 * @returns null when the client takes none that we have
 */
export function responseTypeFor(accept: string | undefined): ResponseType | null {
  if (accept === undefined || accept === '*/*' || accept === JSON_TYPE) return JSON_TYPE;
  if (accept === GRAPHQL) return GRAPHQL;
  let best: ResponseType | null = null;
  let bestWeight = 0;
  for (const range of accept.split(',')) {
    const [name, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const answer = ANSWERS[name!];
    const weight = Number(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? 1);
    if (answer && weight > bestWeight) {
      best = answer;
      bestWeight = weight;
    }
  }
  return best;
}
