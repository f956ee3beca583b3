import { graphql } from '../../generated/index.ts';

/** Notifications that the bell keeps at hand. */
export const NEWEST = 30;

export const InboxDocument = graphql(/* GraphQL */ `
  query Inbox($first: Int!) {
    notifications(first: $first) {
      unreadCount
      edges {
        cursor
        node {
          id
          kind
          title
          body
          createdAt
          readAt
          run {
            id
          }
        }
      }
    }
  }
`);

export const NotificationAddedDocument = graphql(/* GraphQL */ `
  subscription NotificationAdded($after: Cursor) {
    notificationAdded(after: $after) {
      __typename
      ... on NotificationAdded {
        cursor
        unreadCount
        notification {
          id
          kind
          title
          body
          createdAt
          readAt
          run {
            id
          }
        }
      }
      ... on Gap {
        firstAvailable
      }
    }
  }
`);

export const MarkReadDocument = graphql(/* GraphQL */ `
  mutation MarkRead($input: MarkNotificationReadInput!) {
    markNotificationRead(input: $input) {
      __typename
      ... on Notification {
        id
        readAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
