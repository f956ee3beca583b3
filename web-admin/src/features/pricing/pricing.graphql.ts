import { graphql } from '../../../generated/index.ts';

export const RateCardParts = graphql(/* GraphQL */ `
  fragment RateCardParts on RateCard {
    version
    effectiveFrom
    publishedAt
    note
    runPriceTokens
    tokenRateNanoUsd
    agentPayPpm
    spotMultiplierPpm
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
    effectPrices {
      priceTokens
      effectType {
        id
        title
      }
    }
  }
`);

export const PricingDocument = graphql(/* GraphQL */ `
  query Pricing {
    rateCard {
      ...RateCardParts
    }
    rateCards(first: 20) {
      edges {
        node {
          ...RateCardParts
        }
      }
    }
    effectTypes {
      id
      title
    }
  }
`);

export const CurrentCardDocument = graphql(/* GraphQL */ `
  query CurrentCard {
    rateCard {
      ...RateCardParts
    }
  }
`);

export const PublishRateCardDocument = graphql(/* GraphQL */ `
  mutation PublishRateCard($input: PublishRateCardInput!) {
    publishRateCard(input: $input) {
      __typename
      ... on RateCardPublication {
        changes {
          price
          before
          after
        }
        rateCard {
          ...RateCardParts
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
