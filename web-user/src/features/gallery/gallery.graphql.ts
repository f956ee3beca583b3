import { graphql } from '../../../generated/index.ts';

export const GalleryDocument = graphql(/* GraphQL */ `
  query Gallery($first: Int!, $after: Cursor, $filter: EffectFilter, $order: EffectOrder) {
    effects(first: $first, after: $after, filter: $filter, order: $order) {
      isApproximate
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
          typicalMs
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
      previewFootage {
        id
        proxyUrl
        posterUrl
        width
        height
        frameRate
      }
      priceTokens
      useCount
      typicalTokens
      typicalMs
      tags
      publishedAt
      category {
        id
        title
      }
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

export const ShelvesDocument = graphql(/* GraphQL */ `
  query Shelves {
    galleryCategories {
      id
      title
      description
      effectCount
    }
    galleryTags(first: 16) {
      tag
      effectCount
    }
  }
`);

export const MyReportDocument = graphql(/* GraphQL */ `
  query MyReport($effectId: ID!) {
    myEffectReport(effectId: $effectId) {
      id
      status
      decision
    }
  }
`);

export const ReportEffectDocument = graphql(/* GraphQL */ `
  mutation ReportEffect($input: ReportEffectInput!) {
    reportEffect(input: $input) {
      __typename
      ... on EffectReport {
        id
        status
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
