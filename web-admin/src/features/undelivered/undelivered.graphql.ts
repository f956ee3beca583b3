import { graphql } from '../../../generated/index.ts';

export const UndeliveredNoticesDocument = graphql(/* GraphQL */ `
  query UndeliveredNotices($first: Int!) {
    undeliveredNotices(first: $first) {
      edges {
        cursor
        node {
          id
          owner {
            id
            displayName
          }
          channel
          state
          attempts
          lastError
          createdAt
          updatedAt
        }
      }
      pageInfo {
        hasNextPage
      }
    }
  }
`);

export const RetryDeliveryDocument = graphql(/* GraphQL */ `
  mutation RetryDelivery($input: RetryDeliveryInput!) {
    retryDelivery(input: $input) {
      __typename
      ... on NoticeDelivery {
        id
        state
        attempts
        lastError
        updatedAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
