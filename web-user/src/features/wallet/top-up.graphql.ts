import { graphql } from '../../../generated/index.ts';

export const TopUpQuoteDocument = graphql(/* GraphQL */ `
  query TopUpQuote($amountTokens: Int!) {
    quoteTopUp(amountTokens: $amountTokens) {
      amountTokens
      priceUsd
    }
  }
`);

export const TopUpOrdersDocument = graphql(/* GraphQL */ `
  query TopUpOrders {
    topUpOrders(first: 10) {
      edges {
        cursor
        node {
          id
          amountTokens
          priceUsd
          state
          isTestPayment
          checkoutUrl
          createdAt
        }
      }
    }
  }
`);

export const BuyTokensDocument = graphql(/* GraphQL */ `
  mutation BuyTokens($input: BuyTokensInput!) {
    buyTokens(input: $input) {
      __typename
      ... on TopUpOrder {
        id
        state
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const SettleTestPaymentDocument = graphql(/* GraphQL */ `
  mutation SettleTestPayment($input: SettleTestPaymentInput!) {
    settleTestPayment(input: $input) {
      __typename
      ... on TopUpOrder {
        id
        state
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
