import { graphql } from '../../generated/index.ts';

export const MeDocument = graphql(/* GraphQL */ `
  query Me {
    me {
      id
      displayName
      roles
    }
  }
`);

export const WalletDocument = graphql(/* GraphQL */ `
  query Wallet {
    wallet {
      id
      availableTokens
      reservedTokens
    }
  }
`);

export const WalletChangedDocument = graphql(/* GraphQL */ `
  subscription WalletChanged {
    walletChanged {
      id
      availableTokens
      reservedTokens
    }
  }
`);
