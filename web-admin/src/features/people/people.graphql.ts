import { graphql } from '../../../generated/index.ts';

export const PeopleDocument = graphql(/* GraphQL */ `
  query People($text: String, $isAdminOnly: Boolean!, $first: Int!, $after: Cursor) {
    people(text: $text, isAdminOnly: $isAdminOnly, first: $first, after: $after) {
      edges {
        node {
          id
          displayName
          roles
          createdAt
          lastSeenAt
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

export const SetAdminDocument = graphql(/* GraphQL */ `
  mutation SetAdmin($input: SetAdminInput!) {
    setAdmin(input: $input) {
      __typename
      ... on User {
        id
        roles
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const SetMakerDocument = graphql(/* GraphQL */ `
  mutation SetMaker($input: SetMakerInput!) {
    setMaker(input: $input) {
      __typename
      ... on User {
        id
        roles
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const PartnersDocument = graphql(/* GraphQL */ `
  query Partners {
    machines {
      id
      name
      kind
      scopes
      quotaPerDay
      keyThumbprint
      keyChangedAt
      createdAt
      revokedAt
      owner {
        id
        displayName
      }
    }
  }
`);

export const InvitePartnerDocument = graphql(/* GraphQL */ `
  mutation InvitePartner($input: IssueEnrolmentTokenInput!) {
    issueEnrolmentToken(input: $input) {
      __typename
      ... on EnrolmentToken {
        token
        expiresAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const RotateKeyDocument = graphql(/* GraphQL */ `
  mutation RotateKey($input: RotateMachineKeyInput!) {
    rotateMachineKey(input: $input) {
      __typename
      ... on EnrolmentToken {
        token
        expiresAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const EditPartnerDocument = graphql(/* GraphQL */ `
  mutation EditPartner($input: EditPartnerInput!) {
    editPartner(input: $input) {
      __typename
      ... on MachineClient {
        id
        scopes
        quotaPerDay
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const RevokePartnerDocument = graphql(/* GraphQL */ `
  mutation RevokePartner($input: RevokeMachineInput!) {
    revokeMachine(input: $input) {
      __typename
      ... on MachineClient {
        id
        revokedAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
