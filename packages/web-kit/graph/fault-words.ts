import type { CombinedError } from '@urql/core';

/** What failed, in words, with the id under which the studio logged it. */
export interface FaultWords {
  cause: string;
  correlationId: string | null;
}

/** Turns a failed request into words; a network fault and a fault of the studio read differently. */
export function faultWords(error: Pick<CombinedError, 'networkError' | 'graphQLErrors'>): FaultWords {
  const [first] = error.graphQLErrors;
  const id = first?.extensions?.correlationId;
  const correlationId = typeof id === 'string' ? id : null;
  if (error.networkError) return { cause: 'The studio cannot be reached right now.', correlationId };
  if (first?.extensions?.code === 'FORBIDDEN')
    return { cause: 'Your account may not see this.', correlationId };
  return { cause: first?.message ?? 'The studio could not answer.', correlationId };
}
