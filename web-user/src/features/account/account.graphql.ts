import { graphql } from '../../../generated/index.ts';

export const AccountDocument = graphql(/* GraphQL */ `
  query Account {
    me {
      id
      displayName
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
  mutation RevokeSession($input: RevokeSessionInput!) {
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
