import { graphql } from '../../../generated/index.ts';

export const CandidateParts = graphql(/* GraphQL */ `
  fragment CandidateParts on Candidate {
    role
    status
    rank
    composite
    outputUrl
    durationMs
    failureCause
    parameters {
      strength
    }
    ranking {
      score
      terms {
        name
        value
        weight
        contribution
      }
    }
    provider {
      id
      name
    }
    workflow {
      id
      title
    }
    effectType {
      id
      title
    }
    task {
      id
      progress
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
`);

export const RunParts = graphql(/* GraphQL */ `
  fragment RunParts on Run {
    id
    wish
    state
    createdAt
    quotedTokens
    reservedTokens
    consumedTokens
    refundedTokens
    resultUrl
    rerenderOf {
      run {
        id
        wish
      }
      taskId
    }
    failure {
      reason
      humanReadableCause
      suggestedAction
    }
    effect {
      id
      slug
      title
      isPublished
      takenOutBy
      mayWithdraw
      mayShowAgain
    }
    example {
      id
      posterUrl
      proxyUrl
      durationMs
      width
      height
      frameRate
    }
    footage {
      id
      posterUrl
      proxyUrl
      durationMs
      width
      height
      frameRate
    }
    footageExcerpt {
      startSeconds
      durationSeconds
    }
    footageTrim {
      startSeconds
      durationSeconds
    }
    steps {
      at
      from
      to
      cause
    }
    winner {
      task {
        id
      }
      provider {
        id
        name
      }
    }
    candidates {
      task {
        id
      }
      provider {
        id
        name
      }
      status
      role
      rank
      outputUrl
      effectType {
        id
      }
      ...CandidateParts
    }
    promptVariants {
      id
      text
    }
  }
`);

export const ClipMediaDocument = graphql(/* GraphQL */ `
  query ClipMedia($id: ID!, $isLong: Boolean!) {
    video(id: $id) {
      id
      hls @include(if: $isLong) {
        playlist
      }
      contactSheet {
        url
        columns
        rows
        frames
        cellWidth
        cellHeight
      }
    }
  }
`);

export const LookPriceDocument = graphql(/* GraphQL */ `
  query LookPrice($effectTypeId: ID!) {
    quoteRun(effectTypeId: $effectTypeId) {
      amountTokens
    }
  }
`);

export const RunDocument = graphql(/* GraphQL */ `
  query Run($id: ID!) {
    run(id: $id) {
      ...RunParts
    }
  }
`);

export const RunProgressDocument = graphql(/* GraphQL */ `
  subscription RunProgress($id: ID!, $after: Cursor) {
    runProgress(id: $id, after: $after) {
      __typename
      ... on RunAdvance {
        cursor
        to
        run {
          ...RunParts
        }
      }
      ... on TaskTick {
        taskId
        progress
        previewUrl
      }
      ... on Gap {
        firstAvailable
      }
    }
  }
`);

export const CancelRunDocument = graphql(/* GraphQL */ `
  mutation CancelRun($input: CancelRunInput!) {
    cancelRun(input: $input) {
      __typename
      ... on Run {
        ...RunParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const ChooseCandidateDocument = graphql(/* GraphQL */ `
  mutation ChooseCandidate($input: ChooseCandidateInput!) {
    chooseCandidate(input: $input) {
      __typename
      ... on Run {
        ...RunParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const RerenderQuoteDocument = graphql(/* GraphQL */ `
  query RerenderQuote($runId: ID!, $taskId: ID!) {
    quoteRerender(runId: $runId, taskId: $taskId) {
      amountTokens
      availableTokens
      missingTokens
    }
  }
`);

export const RerenderCandidateDocument = graphql(/* GraphQL */ `
  mutation RerenderCandidate($input: RerenderCandidateInput!) {
    rerenderCandidate(input: $input) {
      __typename
      ... on Run {
        id
        state
        wish
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const RunQueueDocument = graphql(/* GraphQL */ `
  query RunQueue($id: ID!) {
    run(id: $id) {
      id
      queue {
        waitingTasks
        tasksBefore
        beginsInMs
        endsInMs
      }
      turn {
        reason
        place
        startsInMs
      }
    }
  }
`);

export const WithdrawEffectDocument = graphql(/* GraphQL */ `
  mutation WithdrawEffect($input: WithdrawEffectInput!) {
    withdrawEffect(input: $input) {
      __typename
      ... on Effect {
        id
        isPublished
        takenOutBy
        mayWithdraw
        mayShowAgain
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const ShowEffectAgainDocument = graphql(/* GraphQL */ `
  mutation ShowEffectAgain($input: ShowEffectAgainInput!) {
    showEffectAgain(input: $input) {
      __typename
      ... on Effect {
        id
        isPublished
        takenOutBy
        mayWithdraw
        mayShowAgain
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
