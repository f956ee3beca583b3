import { graphql } from '../../../generated/index.ts';

export const ProvidersDocument = graphql(/* GraphQL */ `
  query Providers($window: MarginWindow!) {
    providers {
      id
      name
      adapter
      capabilities
      instanceType
      budgetContexts
      isHouse
      version
      status
      statusChangedAt
      healthScore
      onlineAgentCount
      slotCount
      slotCeiling
      slotsLoweredAt
      averageQuality
      margin(window: $window) {
        margin
        runCount
        costNanoUsd
        revenueNanoUsd
      }
      workflows {
        id
        title
        variant
        digest
        isActive
        effectType {
          id
          title
        }
      }
    }
  }
`);

export const ProviderChangesDocument = graphql(/* GraphQL */ `
  query ProviderChanges($id: ID!) {
    provider(id: $id) {
      id
      changes {
        id
        kind
        reason
        at
        changedBy {
          id
          displayName
        }
        changes {
          path
          kind
          before
          after
        }
      }
    }
  }
`);

export const SetProviderPausedDocument = graphql(/* GraphQL */ `
  mutation SetProviderPaused($input: SetProviderPausedInput!) {
    setProviderPaused(input: $input) {
      __typename
      ... on Provider {
        id
        version
        status
        statusChangedAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const EditProviderDocument = graphql(/* GraphQL */ `
  mutation EditProvider($input: EditProviderInput!) {
    editProvider(input: $input) {
      __typename
      ... on Provider {
        id
        version
        name
        instanceType
        capabilities
        budgetContexts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const SetSlotsDocument = graphql(/* GraphQL */ `
  mutation SetSlots($input: SetProviderConcurrencyInput!) {
    setProviderConcurrency(input: $input) {
      __typename
      ... on Provider {
        id
        slotCount
        slotCeiling
        slotsLoweredAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const DeclareProviderDocument = graphql(/* GraphQL */ `
  mutation DeclareProvider($input: DeclareProviderInput!) {
    declareProvider(input: $input) {
      __typename
      ... on Provider {
        id
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const AbleAgentsDocument = graphql(/* GraphQL */ `
  query AbleAgents($workflowId: ID!, $digest: String) {
    eligibleAgents(workflowId: $workflowId, digest: $digest) {
      id
      name
    }
  }
`);

export const TestProviderDocument = graphql(/* GraphQL */ `
  mutation TestProvider($input: TestProviderInput!) {
    testProvider(input: $input) {
      __typename
      ... on WorkflowTrial {
        id
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const TestRunDocument = graphql(/* GraphQL */ `
  query TestRun($id: ID!) {
    run(id: $id) {
      id
      state
      failure {
        humanReadableCause
      }
      candidates {
        status
        composite
        durationMs
        failureCause
        outputUrl
        task {
          id
          progress
          costNanoUsd
        }
      }
    }
  }
`);
