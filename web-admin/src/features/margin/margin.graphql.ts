import { graphql } from '../../../generated/index.ts';

export const PointParts = graphql(/* GraphQL */ `
  fragment PointParts on MarginPoint {
    at
    margin {
      margin
      revenueNanoUsd
      costNanoUsd
      idleCostNanoUsd
      explorationCostNanoUsd
      runCount
    }
  }
`);

export const MarginHistoryDocument = graphql(/* GraphQL */ `
  query MarginHistory($span: MarginSpanInput!, $step: MarginStep!, $slice: MarginSliceInput) {
    marginHistory(span: $span, step: $step, slice: $slice) {
      __typename
      ... on MarginHistory {
        total {
          margin
          loadedMargin
          runMargin
          revenueNanoUsd
          refundNanoUsd
          costNanoUsd
          idleCostNanoUsd
          explorationCostNanoUsd
          startupCostNanoUsd
          partnerCostNanoUsd
          busyCostNanoUsd
          profitNanoUsd
          runCount
          attemptCount
          unpricedCount
        }
        points {
          ...PointParts
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const MarginBreakdownDocument = graphql(/* GraphQL */ `
  query MarginBreakdown(
    $span: MarginSpanInput!
    $by: WhyDimension!
    $slice: MarginSliceInput
    $historyStep: MarginStep!
  ) {
    marginBreakdown(span: $span, by: $by, slice: $slice) {
      __typename
      ... on MarginBreakdown {
        rows {
          provider {
            id
            name
          }
          effectType {
            id
            title
          }
          fleet
          revenueShare
          margin {
            margin
            loadedMargin
            revenueNanoUsd
            costNanoUsd
            runCount
            attemptCount
            unpricedCount
          }
          history(step: $historyStep) {
            ...PointParts
          }
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const MarginMovedDocument = graphql(/* GraphQL */ `
  query MarginMoved($earlier: MarginSpanInput!, $later: MarginSpanInput!) {
    marginWhy(earlier: $earlier, later: $later) {
      __typename
      ... on MarginWhy {
        earlier {
          margin
        }
        later {
          margin
        }
        marginChange
        parts {
          kind
          margin
          profitNanoUsd
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const RecentLogDocument = graphql(/* GraphQL */ `
  query RecentLog {
    actionLog(first: 6) {
      id
      severity
      sourceModule
      eventType
      message
      at
      correlationId
    }
  }
`);

export const TopRecommendationsDocument = graphql(/* GraphQL */ `
  query TopRecommendations {
    reviews(kind: RECOMMENDATION, status: WAITING) {
      id
      kind
      title
      status
      createdAt
      ... on RecommendationReview {
        confidence
        sampleCount
        monthlyImpactNanoUsd
        qualityChange
        recommendation {
          id
          kind
        }
      }
    }
  }
`);

export const SliceRunsDocument = graphql(/* GraphQL */ `
  query SliceRuns($span: MarginSpanInput!, $slice: MarginSliceInput, $after: Cursor) {
    cellRuns(span: $span, slice: $slice, first: 20, after: $after) {
      __typename
      ... on CellRunConnection {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            at
            revenueNanoUsd
            refundNanoUsd
            costNanoUsd
            explorationCostNanoUsd
            attemptCount
            unpricedCount
            run {
              id
            }
          }
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const ProviderDocument = graphql(/* GraphQL */ `
  query MarginProvider($id: ID!) {
    provider(id: $id) {
      id
      name
      adapter
      status
      instanceType
      onlineAgentCount
      averageQuality
      healthScore
      statusChangedAt
    }
  }
`);

export const ProviderCostsDocument = graphql(/* GraphQL */ `
  query ProviderCosts($id: ID!, $window: MarginWindow!) {
    provider(id: $id) {
      id
      quantiles(window: $window) {
        cost {
          p50NanoUsd
          p95NanoUsd
          p99NanoUsd
          sampleCount
        }
        duration {
          p50Ms
          p95Ms
          p99Ms
        }
      }
    }
  }
`);

export const ProviderPricesDocument = graphql(/* GraphQL */ `
  query ProviderPrices {
    rateCards(first: 20) {
      edges {
        node {
          version
          effectiveFrom
          note
          instanceRates {
            providerId
            instanceType
            nanoUsdPerHour
          }
          providerPrices {
            providerId
            model
            unit
            nanoUsd
          }
        }
      }
    }
  }
`);

export const EffectTypesDocument = graphql(/* GraphQL */ `
  query MarginEffectTypes {
    effectTypes {
      id
      title
      description
      basePriceTokens
      qualityFloor
    }
  }
`);

export const SimulatePriceDocument = graphql(/* GraphQL */ `
  query SimulatePrice($effectTypeId: ID!, $targetMargin: Float!, $span: MarginSpanInput!, $basis: MarginBasis!) {
    simulatePrice(effectTypeId: $effectTypeId, targetMargin: $targetMargin, span: $span, basis: $basis) {
      __typename
      ... on PriceSimulation {
        runCount
        presentTokens
        presentMargin
        requiredTokens
        simulatedMargin
        simulatedRevenueNanoUsd
        costNanoUsd
        refundShare
        tokenRateNanoUsd
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
