import { graphql } from '../../../generated/index.ts';

export const GalleryDocument = graphql(/* GraphQL */ `
  query Gallery($first: Int!, $after: Cursor) {
    effects(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          slug
          title
          previewUrl
          priceTokens
          effectType {
            id
            title
          }
          creator {
            id
            displayName
          }
        }
      }
    }
  }
`);

export const EffectDocument = graphql(/* GraphQL */ `
  query Effect($slug: String!) {
    effect(slug: $slug) {
      id
      slug
      title
      description
      previewUrl
      priceTokens
      publishedAt
      effectType {
        id
        title
        description
      }
      creator {
        id
        displayName
      }
      revision {
        id
        number
        composite
        workflows {
          digest
          workflow {
            id
            title
            provider {
              id
              name
            }
          }
        }
      }
    }
  }
`);
