import { graphql } from '../../../generated/index.ts';

export const CreationsDocument = graphql(/* GraphQL */ `
  query Creations($first: Int!, $after: Cursor) {
    runs(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          wish
          state
          createdAt
          resultUrl
          example {
            id
            posterUrl
          }
          footage {
            id
            posterUrl
          }
          effect {
            id
            title
          }
        }
      }
    }
  }
`);
