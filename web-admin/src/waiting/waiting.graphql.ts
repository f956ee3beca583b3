import { graphql } from '../../generated/index.ts';

export const WaitingDocument = graphql(/* GraphQL */ `
  query Waiting {
    reviews(status: WAITING) {
      id
      kind
      status
      title
      createdAt
    }
    bottlenecks(isOpenOnly: true, first: 100) {
      edges {
        node {
          id
          bottleneckClass
          closedAt
        }
      }
    }
    effectReports(status: OPEN, first: 100) {
      edges {
        node {
          id
          status
        }
      }
    }
    deadLetters(state: DEAD) {
      id
      state
    }
  }
`);

export const ReviewQueueChangedDocument = graphql(/* GraphQL */ `
  subscription ReviewQueueChanged($after: Cursor) {
    reviewQueueChanged(after: $after) {
      __typename
      ... on ReviewChange {
        cursor
        reviewItem {
          id
          kind
          title
          status
          composite
          createdAt
          dueAt
          claimedUntil
          claimedBy {
            id
            displayName
          }
          firstApprovedBy {
            id
            displayName
          }
          whyNotByYou
          effectType {
            id
            title
          }
          provider {
            id
            name
          }
        }
      }
      ... on RecommendationReviewChange {
        cursor
        review {
          id
          kind
          title
          status
          createdAt
          snoozedUntil
          decidedAt
        }
      }
      ... on Gap {
        firstAvailable
      }
    }
  }
`);

export const BottleneckUpdatesDocument = graphql(/* GraphQL */ `
  subscription BottleneckUpdates($after: Cursor) {
    bottleneckUpdates(after: $after) {
      __typename
      ... on BottleneckChanged {
        cursor
        bottleneck {
          id
          bottleneckClass
          closedAt
          lastSeenAt
          actionTaken
        }
      }
      ... on Gap {
        firstAvailable
      }
    }
  }
`);
