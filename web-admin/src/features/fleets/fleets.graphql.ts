import { graphql } from '../../../generated/index.ts';

export const FleetsDocument = graphql(/* GraphQL */ `
  query Fleets {
    fleets {
      name
      template
      instanceType
      minAgents
      maxAgents
      isScaled
      wantedAgents
      targetAgents
      onlineAgents
      nanoUsdPerHour
      budgetNanoUsdPerHour
      isBeingRemoved
    }
    fleetDocument {
      version
      digest
      document
      note
      appliedAt
    }
    fleetEvents(first: 60) {
      id
      fleet
      kind
      agents
      agentName
      at
      causedBy {
        id
        displayName
      }
    }
  }
`);

export const FleetHistoryDocument = graphql(/* GraphQL */ `
  query FleetHistory {
    fleetDocumentHistory {
      version
      digest
      document
      note
      appliedAt
      appliedBy {
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
`);

export const FleetPlanDocument = graphql(/* GraphQL */ `
  query FleetPlan($document: JSON!) {
    planFleetDocument(document: $document) {
      baseDigest
      digest
      changes {
        path
        kind
        before
        after
      }
      faults {
        path
        message
      }
    }
  }
`);

export const FleetSchemaDocument = graphql(/* GraphQL */ `
  query FleetSchema {
    fleetDocumentSchema
  }
`);

export const ApplyFleetDocument = graphql(/* GraphQL */ `
  mutation ApplyFleets($input: ApplyFleetDocumentInput!) {
    applyFleetDocument(input: $input) {
      __typename
      ... on FleetDocument {
        version
        digest
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const SetFleetSizeDocument = graphql(/* GraphQL */ `
  mutation SetFleetSize($input: SetFleetSizeInput!) {
    setFleetSize(input: $input) {
      __typename
      ... on Fleet {
        name
        wantedAgents
        targetAgents
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
