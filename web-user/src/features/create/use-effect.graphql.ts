import { graphql } from '../../../generated/index.ts';

export const EffectToUseDocument = graphql(/* GraphQL */ `
  query EffectToUse($slug: String!) {
    effect(slug: $slug) {
      id
      slug
      title
      description
      previewUrl
      effectType {
        id
        title
      }
    }
  }
`);

export const EffectQuoteDocument = graphql(/* GraphQL */ `
  query EffectQuote($effectTypeId: ID!) {
    quoteRun(effectTypeId: $effectTypeId) {
      amountTokens
      availableTokens
    }
  }
`);

export const RunEffectDocument = graphql(/* GraphQL */ `
  mutation RunEffect($input: RunEffectInput!) {
    runEffect(input: $input) {
      __typename
      ... on Run {
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
