import { graphql } from '../../../generated/index.ts';

export const TraceDocument = graphql(/* GraphQL */ `
  query Trace($runId: ID!) {
    run(id: $runId) {
      id
      state
      correlationId
      wish
      trace {
        position
        type
        module
        aggregateId
        at
        causationId
      }
    }
  }
`);
