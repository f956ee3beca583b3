import { graphql } from '../../../generated/index.ts';

export const RunStoryDocument = graphql(/* GraphQL */ `
  query RunStory($id: ID!) {
    run(id: $id) {
      id
      wish
      state
      correlationId
      createdAt
      updatedAt
      quotedTokens
      reservedTokens
      consumedTokens
      refundedTokens
      consentPublicPreview
      resultUrl
      owner {
        id
        displayName
      }
      failure {
        reason
        humanReadableCause
        suggestedAction
      }
      steps {
        at
        from
        to
        cause
      }
      example {
        id
        posterUrl
        proxyUrl
      }
      footage {
        id
        isHouseClip
        posterUrl
      }
      effect {
        id
        slug
        title
      }
      promptVariants {
        id
        text
        parameters
      }
      winner {
        task {
          id
        }
      }
      candidates {
        role
        status
        rank
        score
        composite
        durationMs
        failureCause
        outputUrl
        provider {
          id
          name
        }
        workflow {
          id
          title
          variant
        }
        effectType {
          id
          title
        }
        task {
          id
          attempts
          status
          progress
          queuedAt
          endedAt
          costNanoUsd
          evaluation {
            id
            quality {
              fidelity
              styleAdherence
              temporalConsistency
              artifacts
            }
          }
        }
      }
      statement {
        chargedTokens
        reservedTokens
        refundedTokens
        revenueNanoUsd
        costNanoUsd
        explorationCostNanoUsd
        platformCostNanoUsd
        margin
        lines {
          id
          seq
          role
          bearer
          component
          stage
          attempt
          outcome
          busyMs
          costNanoUsd
          instanceType
          provider {
            id
            name
          }
        }
      }
      trace {
        position
        type
        module
        aggregateId
        at
        causationId
      }
    }
  }
`);

export const RunStoryProgressDocument = graphql(/* GraphQL */ `
  subscription RunStoryProgress($id: ID!, $after: Cursor) {
    runProgress(id: $id, after: $after) {
      __typename
      ... on RunAdvance {
        cursor
        to
        run {
          id
          state
          updatedAt
        }
      }
      ... on Gap {
        firstAvailable
      }
    }
  }
`);

export const CancelRunDocument = graphql(/* GraphQL */ `
  mutation AdminCancelRun($input: CancelRunInput!) {
    cancelRun(input: $input) {
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
