import { graphql } from '../../generated/index.ts';

export const ReviewPlacesDocument = graphql(/* GraphQL */ `
  query ReviewPlaces {
    me {
      id
    }
    reviews(status: WAITING) {
      id
      createdAt
      dueAt
      claimedUntil
      claimedBy {
        id
        displayName
      }
      approvalsNeeded
      firstApprovedBy {
        id
        displayName
      }
      whyNotByYou
    }
  }
`);

export const ClaimReviewDocument = graphql(/* GraphQL */ `
  mutation ClaimReview($input: ClaimReviewInput!) {
    claimReview(input: $input) {
      __typename
      ... on ReviewItem {
        id
        claimedUntil
        claimedBy {
          id
          displayName
        }
      }
      ... on RecommendationReview {
        id
        claimedUntil
        claimedBy {
          id
          displayName
        }
      }
      ... on WorkflowReview {
        id
        claimedUntil
        claimedBy {
          id
          displayName
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const ReleaseReviewDocument = graphql(/* GraphQL */ `
  mutation ReleaseReview($input: ClaimReviewInput!) {
    releaseReview(input: $input) {
      __typename
      ... on ReviewItem {
        id
        claimedUntil
        claimedBy {
          id
          displayName
        }
      }
      ... on RecommendationReview {
        id
        claimedUntil
        claimedBy {
          id
          displayName
        }
      }
      ... on WorkflowReview {
        id
        claimedUntil
        claimedBy {
          id
          displayName
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
