import { graphql } from '../../../generated/index.ts';

export const BenchmarksDocument = graphql(/* GraphQL */ `
  query Benchmarks {
    benchmarkCases {
      id
      title
      version
      effectType {
        id
        title
      }
    }
    benchmarkRounds(first: 10) {
      id
      cause
      state
      repeats
      runCount
      endedCount
      failedCount
      requestedAt
      finishedAt
      cells {
        attemptCount
        deliveredCount
        sampleCount
        quality
        leastQuality
        greatestQuality
        costNanoUsd
        busyMs
        margin
        effectType {
          id
          title
        }
        provider {
          id
          name
        }
        workflow {
          id
          title
        }
      }
    }
  }
`);

export const ExecutionMatrixDocument = graphql(/* GraphQL */ `
  query ExecutionMatrix($span: MarginSpanInput!) {
    providerMatrix(span: $span) {
      __typename
      ... on ProviderMatrix {
        cells {
          sampleCount
          successShare
          quality
          qualityMargin
          judgedCount
          rejectedCount
          costNanoUsd
          durationMs
          effectType {
            id
            title
          }
          provider {
            id
            name
          }
          margin {
            margin
            runCount
          }
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const StartBenchmarkDocument = graphql(/* GraphQL */ `
  mutation StartBenchmark($input: StartBenchmarkInput!) {
    startBenchmark(input: $input) {
      __typename
      ... on BenchmarkRound {
        id
        state
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
