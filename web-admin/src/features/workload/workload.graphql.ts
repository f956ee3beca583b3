import { graphql } from '../../../generated/index.ts';

export const WorkloadParts = graphql(/* GraphQL */ `
  fragment WorkloadParts on Workload {
    at
    minutes
    queues {
      provider {
        id
        name
      }
      workflow {
        id
        title
        effectType {
          id
          title
        }
      }
      waitingCount
      leasedCount
      freeSlotCount
      agentCount
      oldestWaitMs
    }
    cells {
      agent {
        id
        name
        fleet
        status
        lastSeenAt
        concurrency
      }
      workflow {
        id
        title
        provider {
          id
          name
        }
        effectType {
          id
          title
        }
      }
      leasedCount
      succeededCount
      failedCount
      busyMs
      meanBusyMs
    }
  }
`);

export const WorkloadDocument = graphql(/* GraphQL */ `
  query Workload($minutes: Int!) {
    workload(minutes: $minutes) {
      ...WorkloadParts
    }
  }
`);

export const WorkloadUpdatesDocument = graphql(/* GraphQL */ `
  subscription WorkloadUpdates($minutes: Int!) {
    workloadUpdates(minutes: $minutes) {
      ...WorkloadParts
    }
  }
`);
