import { graphql } from '../../../generated/index.ts';

export const QuoteDocument = graphql(/* GraphQL */ `
  query Quote {
    quoteRun {
      amountTokens
      availableTokens
    }
  }
`);

export const HouseClipsDocument = graphql(/* GraphQL */ `
  query HouseClips {
    houseClips {
      id
      fileName
      posterUrl
      proxyUrl
      durationMs
    }
  }
`);

export const RunToRepeatDocument = graphql(/* GraphQL */ `
  query RunToRepeat($id: ID!) {
    run(id: $id) {
      id
      wish
      example {
        id
        fileName
      }
      footage {
        id
        fileName
        isHouseClip
      }
      footageTrim {
        startSeconds
        durationSeconds
      }
    }
  }
`);

export const ClipParts = graphql(/* GraphQL */ `
  fragment ClipParts on Video {
    id
    fileName
    status
    durationMs
    width
    height
    frameRate
    proxyUrl
    posterUrl
    receivedBytes
    expectedBytes
    rejection {
      reason
      humanReadableCause
      suggestedAction
    }
  }
`);

export const ClipDocument = graphql(/* GraphQL */ `
  query Clip($id: ID!) {
    video(id: $id) {
      ...ClipParts
    }
  }
`);

export const ClipChangedDocument = graphql(/* GraphQL */ `
  subscription ClipChanged($id: ID!, $after: Cursor) {
    videoChanged(id: $id, after: $after) {
      __typename
      ... on Video {
        ...ClipParts
      }
      ... on Gap {
        firstAvailable
      }
    }
  }
`);

export const IngestLinkDocument = graphql(/* GraphQL */ `
  mutation IngestLink($input: IngestLinkInput!) {
    ingestLink(input: $input) {
      __typename
      ... on Video {
        id
        ...ClipParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const StartUploadDocument = graphql(/* GraphQL */ `
  mutation StartUpload($input: StartUploadInput!) {
    startUpload(input: $input) {
      __typename
      ... on Upload {
        id
        partSizeBytes
        partCount
        video {
          id
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const UploadStateDocument = graphql(/* GraphQL */ `
  query UploadState($id: ID!) {
    upload(id: $id) {
      id
      receivedParts
      expiresAt
    }
  }
`);

export const SignPartsDocument = graphql(/* GraphQL */ `
  mutation SignParts($input: SignUploadPartsInput!) {
    signUploadParts(input: $input) {
      __typename
      ... on SignedParts {
        parts {
          partNumber
          url
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const CompleteUploadDocument = graphql(/* GraphQL */ `
  mutation CompleteUpload($input: CompleteUploadInput!) {
    completeUpload(input: $input) {
      __typename
      ... on Video {
        id
        ...ClipParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const AbortUploadDocument = graphql(/* GraphQL */ `
  mutation AbortUpload($input: AbortUploadInput!) {
    abortUpload(input: $input) {
      __typename
    }
  }
`);

export const SubmitRunDocument = graphql(/* GraphQL */ `
  mutation SubmitRun($input: SubmitRunInput!) {
    submitRun(input: $input) {
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
