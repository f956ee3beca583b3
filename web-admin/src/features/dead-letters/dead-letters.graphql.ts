import { graphql } from '../../../generated/index.ts';

export const DeadLetterParts = graphql(/* GraphQL */ `
  fragment DeadLetterParts on DeadLetter {
    id
    owner
    source
    subject
    causeClass
    error
    payloadHash
    idempotencyKey
    correlationId
    attempts
    state
    reason
    createdAt
    decisions {
      at
      before
      after
      reason
      decidedBy
    }
  }
`);

export const DeadLettersDocument = graphql(/* GraphQL */ `
  query DeadLetters($state: DeadLetterState!) {
    deadLetters(state: $state) {
      ...DeadLetterParts
    }
  }
`);

export const ReplayDeadLetterDocument = graphql(/* GraphQL */ `
  mutation ReplayDeadLetter($input: ReplayDeadLetterInput!) {
    replayDeadLetter(input: $input) {
      __typename
      ... on DeadLetter {
        ...DeadLetterParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const QuarantineDeadLetterDocument = graphql(/* GraphQL */ `
  mutation QuarantineDeadLetter($input: QuarantineDeadLetterInput!) {
    quarantineDeadLetter(input: $input) {
      __typename
      ... on DeadLetter {
        ...DeadLetterParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const DiscardDeadLetterDocument = graphql(/* GraphQL */ `
  mutation DiscardDeadLetter($input: DiscardDeadLetterInput!) {
    discardDeadLetter(input: $input) {
      __typename
      ... on DeadLetter {
        ...DeadLetterParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
