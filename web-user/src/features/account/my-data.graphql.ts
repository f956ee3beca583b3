import { graphql } from '../../../generated/index.ts';

export const MyDataDocument = graphql(/* GraphQL */ `
  query MyData {
    me {
      id
      displayName
    }
    myDataExports {
      id
      requestedAt
      expiresAt
      parts {
        module
        url
      }
    }
  }
`);

export const RequestMyDataDocument = graphql(/* GraphQL */ `
  mutation RequestMyData($input: RequestMyDataInput!) {
    requestMyData(input: $input) {
      __typename
      ... on PersonalDataExport {
        id
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const EraseMeDocument = graphql(/* GraphQL */ `
  mutation EraseMe($input: EraseMeInput!) {
    eraseMe(input: $input) {
      __typename
      ... on PersonErasure {
        userId
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
