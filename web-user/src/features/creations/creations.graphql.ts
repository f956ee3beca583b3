import { graphql } from '../../../generated/index.ts';

export const CreationsDocument = graphql(/* GraphQL */ `
  query Creations($first: Int!, $after: Cursor, $states: [RunState!]) {
    runs(first: $first, after: $after, states: $states) {
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
