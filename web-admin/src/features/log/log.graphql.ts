import { graphql } from '../../../generated/index.ts';

export const LogEntryParts = graphql(/* GraphQL */ `
  fragment LogEntryParts on ActionLogEntry {
    id
    severity
    sourceModule
    eventType
    message
    correlationId
    economicImpact
    operatorAction
    at
  }
`);

export const LogPageDocument = graphql(/* GraphQL */ `
  query LogPage($filter: ActionLogFilter, $after: Cursor) {
    actionLogEntries(filter: $filter, first: 100, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        cursor
        node {
          ...LogEntryParts
        }
      }
    }
  }
`);

export const ActionLoggedDocument = graphql(/* GraphQL */ `
  subscription ActionLogged($after: Cursor) {
    actionLogged(after: $after) {
      cursor
      entry {
        ...LogEntryParts
      }
    }
  }
`);

export const CorrelationDocument = graphql(/* GraphQL */ `
  query Correlation($correlationId: ID!) {
    trace(correlationId: $correlationId) {
      position
      type
      module
      aggregateId
      at
      causationId
    }
    actionLogEntries(filter: { correlationId: $correlationId }, first: 100) {
      edges {
        node {
          ...LogEntryParts
        }
      }
    }
  }
`);
