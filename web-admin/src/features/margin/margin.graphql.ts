import { graphql } from '../../../generated/index.ts';

export const ActionLogDocument = graphql(/* GraphQL */ `
  query ActionLog {
    actionLog(first: 12) {
      id
      severity
      sourceModule
      eventType
      message
      at
      correlationId
    }
  }
`);

export const LedgerDocument = graphql(/* GraphQL */ `
  query Ledger {
    reconcileLedger {
      sumTokens
      mismatchedAccounts
      entryCount
      isBalanced
    }
  }
`);
