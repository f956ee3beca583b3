import { graphql } from '../../../generated/index.ts';

export const AuditTrailDocument = graphql(/* GraphQL */ `
  query AuditTrail($filter: AuditFilter, $first: Int!, $after: Cursor) {
    auditTrail(filter: $filter, first: $first, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          at
          actorId
          actorKind
          mutation
          module
          outcome
          refusal
          correlationId
          givenInput
          changes {
            kind
            table
            rowId
            rowBefore
            rowAfter
          }
        }
      }
    }
  }
`);
