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
