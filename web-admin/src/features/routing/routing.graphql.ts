import { graphql } from '../../../generated/index.ts';

export const ManifestDocument = graphql(/* GraphQL */ `
  query Manifest {
    routingManifest {
      version
      digest
      generatedAt
      entries {
        rank
        weight
        expectedCostNanoUsd
        expectedQuality
        expectedDurationMs
        sampleCount
        effectType {
          id
          title
        }
        provider {
          id
          name
          status
        }
        workflow {
          id
          title
          variant
        }
      }
    }
  }
`);
