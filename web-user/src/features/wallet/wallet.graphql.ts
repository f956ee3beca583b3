import { graphql } from '../../../generated/index.ts';

export const WalletHistoryDocument = graphql(/* GraphQL */ `
  query WalletHistory($after: Cursor) {
    wallet {
      id
      availableTokens
      reservedTokens
      limits {
        period
        limitTokens
        spentTokens
        periodStart
      }
      history(first: 30, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          cursor
          node {
            id
            kind
            amountTokens
            movedTokens
            reason
            createdAt
            run {
              id
              wish
            }
          }
        }
      }
    }
  }
`);
