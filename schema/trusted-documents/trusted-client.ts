import type { Audience } from '../audiences/audience.ts';

/** Where a client's operations come from. */
interface Source {
  /** A generated module of documents, or a generated manifest (`.json`). */
  source: string;
  /** Of a module: the file whose operations are this client's. */
  operationsIn?: string;
  /** The contracts that its operations are written against; each fits one of them. */
  audiences: readonly Audience[];
}

/** Programs of ours that send known operations only. In production nothing else is answered to their audiences. */
export const TRUSTED_CLIENTS = {
  'web-user': { source: 'web-user/generated/persisted-documents.json', audiences: ['user', 'public'] },
  'web-admin': { source: 'web-admin/generated/persisted-documents.json', audiences: ['admin', 'public'] },
  'gpu-agent': {
    source: 'schema/generated/client.ts',
    operationsIn: 'schema/client/agent.graphql',
    audiences: ['agent', 'public'],
  },
  /** Partners send what they like once they have a token; this is how they come by their client id. */
  'partner-client': {
    source: 'schema/client/generated/enrolment.ts',
    operationsIn: 'schema/client/enrolment.graphql',
    audiences: ['public'],
  },
  /** The demo, the bench and other command-line programs of people. */
  'studio-client': {
    source: 'schema/generated/client.ts',
    operationsIn: 'schema/client/studio.graphql',
    audiences: ['user', 'admin', 'public'],
  },
} as const satisfies Record<string, Source>;

export type TrustedClient = keyof typeof TRUSTED_CLIENTS;

/** A client with all that may be said of it. */
export const trustedClients = (): [TrustedClient, Source][] =>
  Object.entries(TRUSTED_CLIENTS) as [TrustedClient, Source][];
