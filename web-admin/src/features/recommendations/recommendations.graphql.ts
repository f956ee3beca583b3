import { graphql } from '../../../generated/index.ts';

export const RecommendationParts = graphql(/* GraphQL */ `
  fragment RecommendationParts on Recommendation {
    id
    kind
    state
    title
    summary
    instructions
    facts
    confidence
    sampleCount
    source
    qualityChange
    isAutoApplicable
    needsApproval
    application
    createdAt
    decidedAt
    appliedAt
    snoozedUntil
    reason
    decidedBy {
      id
      displayName
    }
    effectType {
      id
      title
    }
    toProvider {
      id
      name
    }
    toWorkflow {
      id
      title
    }
    monthlyImpact {
      expectedNanoUsd
      interval {
        level
        lowerNanoUsd
        upperNanoUsd
      }
    }
    measuredAt
    measurement {
      from
      to
      sampleCount
      qualityChange
      realised {
        expectedNanoUsd
        interval {
          level
          lowerNanoUsd
          upperNanoUsd
        }
      }
    }
  }
`);

export const WaitingRecommendationsDocument = graphql(/* GraphQL */ `
  query WaitingRecommendations {
    reviews(kind: RECOMMENDATION, status: WAITING) {
      id
      kind
      title
      status
      createdAt
      ... on RecommendationReview {
        snoozedUntil
        recommendation {
          ...RecommendationParts
        }
      }
    }
  }
`);

export const PastRecommendationsDocument = graphql(/* GraphQL */ `
  query PastRecommendations($state: RecommendationState, $after: Cursor) {
    recommendations(state: $state, first: 50, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          ...RecommendationParts
        }
      }
    }
  }
`);

export const DecideRecommendationDocument = graphql(/* GraphQL */ `
  mutation DecideRecommendation($input: DecideReviewInput!) {
    decideReview(input: $input) {
      __typename
      ... on RecommendationReview {
        id
        status
        decidedAt
        reason
      }
      ... on ReviewItem {
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

export const SnoozeReviewDocument = graphql(/* GraphQL */ `
  mutation SnoozeReview($input: SnoozeReviewInput!) {
    snoozeReview(input: $input) {
      __typename
      ... on RecommendationReview {
        id
        status
        snoozedUntil
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const MarkAppliedDocument = graphql(/* GraphQL */ `
  mutation MarkApplied($input: MarkRecommendationAppliedInput!) {
    markRecommendationApplied(input: $input) {
      __typename
      ... on Recommendation {
        id
        state
        appliedAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const GenerateRecommendationsDocument = graphql(/* GraphQL */ `
  mutation GenerateRecommendations($input: GenerateRecommendationsInput!) {
    generateRecommendations(input: $input) {
      __typename
      ... on RecommendationRound {
        requestedAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
