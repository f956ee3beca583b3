import { graphql } from '../../../generated/index.ts';

export const BottlenecksDocument = graphql(/* GraphQL */ `
  query Bottlenecks($isOpenOnly: Boolean!) {
    bottlenecks(isOpenOnly: $isOpenOnly, first: 50) {
      edges {
        node {
          id
          bottleneckClass
          openedAt
          closedAt
          lastSeenAt
          affectedAttempts
          impactKind
          impactNanoUsdPerHour
          actionTaken
          suggestedAction
          runbook
          subject {
            id
            kind
          }
          tests {
            question
            passed
            value
            limit
          }
          history {
            at
            kind
            detail
            by {
              id
              displayName
            }
          }
          actions {
            id
            state
            share
            appliedAt
            expiresAt
            endedAt
            endedBecause
            endReason
            guardTimeRatio
            guardCostRatio
            reservedNanoUsd
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

export const AlertsDocument = graphql(/* GraphQL */ `
  query Alerts {
    alerts(first: 50) {
      edges {
        node {
          id
          signal
          severity
          detector
          value
          expected
          peakScore
          openedAt
          closedAt
          humanReadableCause
          runbook
          subject {
            id
            kind
          }
        }
      }
    }
  }
`);

export const EconomicAlertsDocument = graphql(/* GraphQL */ `
  subscription EconomicAlerts($after: Cursor) {
    economicAlerts(after: $after) {
      __typename
      ... on AlertChanged {
        cursor
        alert {
          id
          severity
          value
          peakScore
          closedAt
        }
      }
      ... on Gap {
        firstAvailable
      }
    }
  }
`);

export const RevertActionDocument = graphql(/* GraphQL */ `
  mutation RevertAction($input: RevertActionInput!) {
    revertAction(input: $input) {
      __typename
      ... on AutoAction {
        id
        state
        endedAt
        endedBecause
        endReason
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const SignalSeriesDocument = graphql(/* GraphQL */ `
  query SignalSeries($input: DetectionSeriesInput!) {
    detectionSeries(input: $input) {
      points {
        at
        value
        expected
        isOn
      }
    }
  }
`);
