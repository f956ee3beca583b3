import { graphql } from '../../../generated/index.ts';

export const GalleryDocument = graphql(/* GraphQL */ `
  query Gallery($first: Int!, $after: Cursor, $filter: EffectFilter, $order: EffectOrder) {
    effects(first: $first, after: $after, filter: $filter, order: $order) {
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
          useCount
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
      useCount
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

export const CategoriesDocument = graphql(/* GraphQL */ `
  query Categories {
    effectTypes {
      id
      title
    }
  }
`);
