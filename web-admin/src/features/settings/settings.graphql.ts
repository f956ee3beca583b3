import { graphql } from '../../../generated/index.ts';

export const AdminSessionsDocument = graphql(/* GraphQL */ `
  query AdminSessions {
    me {
      id
      displayName
      roles
      createdAt
    }
    sessions {
      id
      device
      isCurrent
      createdAt
      lastSeenAt
    }
  }
`);

export const RevokeSessionDocument = graphql(/* GraphQL */ `
  mutation AdminRevokeSession($input: RevokeSessionInput!) {
    revokeSession(input: $input) {
      __typename
      ... on SessionRevocation {
        sessionId
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
