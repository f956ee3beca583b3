import { graphql } from '../../../generated/index.ts';

export const ReviewQueueDocument = graphql(/* GraphQL */ `
  query ReviewQueue {
    reviewQueue(status: WAITING) {
      id
      title
      status
      composite
      createdAt
      dueAt
      claimedUntil
      claimedBy {
        id
        displayName
      }
      effectType {
        id
        title
      }
      provider {
        id
        name
      }
    }
  }
`);

export const ReviewDocument = graphql(/* GraphQL */ `
  query Review($id: ID!) {
    me {
      id
    }
    reviewItem(id: $id) {
      id
      claimedBy {
        id
        displayName
      }
      claimedUntil
      approvalsNeeded
      firstApprovedBy {
        id
        displayName
      }
      whyNotByYou
      dueAt
      title
      wish
      status
      reason
      composite
      resultUrl
      createdAt
      decidedAt
      decidedBy {
        id
        displayName
      }
      effectType {
        id
        title
        qualityFloor
      }
      provider {
        id
        name
      }
      workflow {
        id
        title
        variant
      }
      run {
        id
        houseChecks {
          clip
          status
          resultUrl
          composite
          cause
        }
        nearDuplicates {
          distance
          isSame
          effect {
            id
            title
            previewUrl
            useCount
            creator {
              id
              displayName
            }
          }
        }
        consentPublicPreview
        owner {
          id
          displayName
        }
        example {
          id
          proxyUrl
          posterUrl
          durationMs
        }
        footageTrim {
          startSeconds
        }
        footageExcerpt {
          startSeconds
        }
        footage {
          id
          isHouseClip
          proxyUrl
          posterUrl
          durationMs
          width
          height
          frameRate
        }
        promptVariants {
          id
          text
        }
        winner {
          task {
            id
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
        candidates {
          rank
          outputUrl
          composite
          provider {
            id
            name
          }
          task {
            id
          }
        }
        statement {
          chargedTokens
          refundedTokens
          revenueNanoUsd
          costNanoUsd
          explorationCostNanoUsd
          margin
          lines {
            id
            component
            role
            bearer
            busyMs
            costNanoUsd
            instanceType
            provider {
              id
              name
            }
          }
        }
      }
    }
  }
`);

export const ReviewClipDocument = graphql(/* GraphQL */ `
  query ReviewClip($id: ID!, $isLong: Boolean!) {
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

export const DecideReviewDocument = graphql(/* GraphQL */ `
  mutation DecideReview($input: DecideReviewInput!) {
    decideReview(input: $input) {
      __typename
      ... on ReviewItem {
        id
        status
        reason
        decidedAt
        decidedBy {
          id
          displayName
        }
        claimedUntil
        claimedBy {
          id
          displayName
        }
        whyNotByYou
        firstApprovedBy {
          id
          displayName
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
