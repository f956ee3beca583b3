import { graphql } from '../../../generated/index.ts';

export const ManagedEffectsDocument = graphql(/* GraphQL */ `
  query ManagedEffects($first: Int!, $after: Cursor, $isPublished: Boolean) {
    managedEffects(first: $first, after: $after, isPublished: $isPublished) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          slug
          title
          isPublished
          priceTokens
          useCount
          publishedAt
          effectType {
            id
            title
          }
          creator {
            id
            displayName
          }
          revision {
            id
            number
          }
        }
      }
    }
  }
`);

export const ManagedEffectDocument = graphql(/* GraphQL */ `
  query ManagedEffect($id: ID!) {
    managedEffect(id: $id) {
      id
      slug
      title
      description
      isPublished
      previewUrl
      priceTokens
      useCount
      typicalTokens
      typicalMs
      tags
      category {
        id
        title
      }
      publishedAt
      unpublishedAt
      unpublishReason
      takenOutBy
      effectType {
        id
        title
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
          }
        }
      }
      pins {
        sequence
        reason
        pinnedAt
        pinnedBy {
          id
          displayName
        }
        run {
          id
        }
        revision {
          id
          number
          composite
        }
        changes {
          path
          before
          after
        }
      }
    }
  }
`);

export const UnpublishEffectDocument = graphql(/* GraphQL */ `
  mutation UnpublishEffect($input: UnpublishEffectInput!) {
    unpublishEffect(input: $input) {
      __typename
      ... on Effect {
        id
        isPublished
        unpublishedAt
        unpublishReason
        takenOutBy
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const RepublishEffectDocument = graphql(/* GraphQL */ `
  mutation RepublishEffect($input: RepublishEffectInput!) {
    republishEffect(input: $input) {
      __typename
      ... on Effect {
        id
        isPublished
        unpublishedAt
        unpublishReason
        takenOutBy
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const RollBackEffectDocument = graphql(/* GraphQL */ `
  mutation RollBackEffect($input: RollBackEffectInput!) {
    rollBackEffect(input: $input) {
      __typename
      ... on Effect {
        id
        previewUrl
        revision {
          id
          number
          composite
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const EditEffectListingDocument = graphql(/* GraphQL */ `
  mutation EditEffectListing($input: EditEffectListingInput!) {
    editEffectListing(input: $input) {
      __typename
      ... on Effect {
        id
        title
        description
        tags
        category {
          id
          title
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const ManagedCategoriesDocument = graphql(/* GraphQL */ `
  query ManagedCategories {
    managedCategories {
      id
      title
      description
      position
      isHidden
      effectCount
    }
  }
`);

export const SaveGalleryCategoryDocument = graphql(/* GraphQL */ `
  mutation SaveGalleryCategory($input: SaveGalleryCategoryInput!) {
    saveGalleryCategory(input: $input) {
      __typename
      ... on GalleryCategory {
        id
        title
        description
        position
        isHidden
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const EffectReportsDocument = graphql(/* GraphQL */ `
  query EffectReports($status: ReportStatus!, $first: Int!, $after: Cursor) {
    effectReports(status: $status, first: $first, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          ground
          details
          status
          createdAt
          decidedAt
          decision
          decidedBy {
            id
            displayName
          }
          reporter {
            id
            displayName
          }
          effect {
            id
            slug
            title
            previewUrl
            isPublished
            creator {
              id
              displayName
            }
          }
        }
      }
    }
  }
`);

export const DecideEffectReportDocument = graphql(/* GraphQL */ `
  mutation DecideEffectReport($input: DecideEffectReportInput!) {
    decideEffectReport(input: $input) {
      __typename
      ... on EffectReport {
        id
        status
        decision
        decidedAt
        effect {
          id
          isPublished
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
