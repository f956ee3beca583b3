import { graphql } from '../../../generated/index.ts';

export const AgentsDocument = graphql(/* GraphQL */ `
  query Agents {
    agents {
      id
      name
      status
      fleet
      instanceType
      gpuName
      vramMiB
      driverVersion
      version
      capabilities
      leaseCount
      startupMs
      registeredAt
      lastSeenAt
      trust
      faultCount
      utilisation
      cordon {
        reason
        since
      }
      quarantine {
        reason
        since
        until
      }
    }
    machines {
      id
      name
      kind
      scopes
      createdAt
      revokedAt
      owner {
        id
        displayName
      }
    }
  }
`);

export const AgentWorkDocument = graphql(/* GraphQL */ `
  query AgentWork($id: ID!) {
    agent(id: $id) {
      id
      leases {
        leaseId
        epoch
        ageMs
        expiresAt
        progress
        task {
          id
          run {
            id
          }
          workflow {
            id
            title
          }
        }
      }
      recentAttempts(first: 10) {
        leaseId
        outcome
        busyMs
        endedAt
        failureCause
        task {
          id
          run {
            id
          }
          workflow {
            id
            title
          }
        }
      }
    }
  }
`);

export const IssueEnrolmentTokenDocument = graphql(/* GraphQL */ `
  mutation IssueEnrolmentToken($input: IssueEnrolmentTokenInput!) {
    issueEnrolmentToken(input: $input) {
      __typename
      ... on EnrolmentToken {
        token
        expiresAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const RevokeMachineDocument = graphql(/* GraphQL */ `
  mutation RevokeMachine($input: RevokeMachineInput!) {
    revokeMachine(input: $input) {
      __typename
      ... on MachineClient {
        id
        revokedAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const CordonAgentDocument = graphql(/* GraphQL */ `
  mutation CordonAgent($input: CordonAgentInput!) {
    cordonAgent(input: $input) {
      __typename
      ... on Agent {
        id
        cordon {
          reason
          since
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const UncordonAgentDocument = graphql(/* GraphQL */ `
  mutation UncordonAgent($input: UncordonAgentInput!) {
    uncordonAgent(input: $input) {
      __typename
      ... on Agent {
        id
        cordon {
          reason
          since
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
