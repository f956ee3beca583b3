import { graphql } from '../../../generated/index.ts';

export const ReconcileDocument = graphql(/* GraphQL */ `
  query Reconcile {
    reconcileLedger {
      sumTokens
      entryCount
      isBalanced
      mismatchedAccounts
      mismatches {
        accountId
        kind
        ownerId
        balance
        sumOfEntries
      }
    }
  }
`);

export const LedgerLinesDocument = graphql(/* GraphQL */ `
  query LedgerLines($ownerId: ID, $kind: LedgerEntryKind, $after: Cursor) {
    ledgerLines(ownerId: $ownerId, kind: $kind, first: 100, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          owner {
            id
            displayName
          }
          entry {
            id
            kind
            amountTokens
            movedTokens
            reason
            createdAt
            run {
              id
            }
          }
        }
      }
    }
  }
`);

export const CostAccountsDocument = graphql(/* GraphQL */ `
  query CostAccounts($from: DateTime!, $to: DateTime!) {
    costAccounts(from: $from, to: $to) {
      dispatchNanoUsd
      overheadNanoUsd
      unallocatedIdleNanoUsd
      varianceNanoUsd
    }
  }
`);

export const RecordInvoiceDocument = graphql(/* GraphQL */ `
  mutation RecordInvoice($input: RecordInvoiceInput!) {
    recordInvoice(input: $input) {
      __typename
      ... on RecordedInvoice {
        id
        amountNanoUsd
        bookedNanoUsd
        varianceNanoUsd
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const SetSpendingLimitDocument = graphql(/* GraphQL */ `
  mutation SetSpendingLimit($input: SetSpendingLimitInput!) {
    setSpendingLimit(input: $input) {
      __typename
      ... on Wallet {
        id
        limits {
          period
          limitTokens
          spentTokens
          periodStart
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
