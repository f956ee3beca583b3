import { graphql } from '../../../generated/index.ts';

export const WhyDocument = graphql(/* GraphQL */ `
  query Why(
    $earlier: MarginSpanInput!
    $later: MarginSpanInput!
    $basis: MarginBasis!
    $slice: MarginSliceInput
    $by: WhyDimension!
  ) {
    marginWhy(earlier: $earlier, later: $later, basis: $basis, slice: $slice) {
      __typename
      ... on MarginWhy {
        marginChange
        profitChangeNanoUsd
        revenueChangeNanoUsd
        earlier {
          margin
          loadedMargin
          profitNanoUsd
          loadedProfitNanoUsd
          revenueNanoUsd
          runCount
        }
        later {
          margin
          loadedMargin
          profitNanoUsd
          loadedProfitNanoUsd
          revenueNanoUsd
          runCount
        }
        parts {
          kind
          margin
          profitNanoUsd
          revenueNanoUsd
        }
        groups(by: $by) {
          provider {
            id
            name
          }
          effectType {
            id
            title
          }
          fleet
          profitChangeNanoUsd
          revenueChangeNanoUsd
          marginByRate
          marginByMix
          earlier {
            margin
            runCount
          }
          later {
            margin
            runCount
          }
          parts {
            kind
            profitNanoUsd
            margin
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
