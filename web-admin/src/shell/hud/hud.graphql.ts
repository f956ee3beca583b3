import { graphql } from '../../../generated/index.ts';

export const HudParts = graphql(/* GraphQL */ `
  fragment HudParts on MarginHud {
    window
    version
    at
    marginChange
    burnNanoUsdPerHour
    explorationShare
    forecast {
      margin
      marginBand {
        level
        lower
        upper
      }
      reason
      hours {
        at
        revenue {
          expectedNanoUsd
        }
        cost {
          expectedNanoUsd
        }
      }
    }
    total {
      margin
      revenueNanoUsd
      costNanoUsd
      runCount
      unpricedCount
    }
    providers {
      provider {
        id
        name
        adapter
        status
        onlineAgentCount
      }
      marginChange
      margin {
        margin
        revenueNanoUsd
        costNanoUsd
        runCount
        unpricedCount
      }
    }
    cells {
      provider {
        id
        name
      }
      effectType {
        id
        title
      }
      margin {
        margin
        runCount
      }
    }
  }
`);

export const HudDocument = graphql(/* GraphQL */ `
  query Hud($window: MarginWindow!) {
    marginHud(window: $window) {
      ...HudParts
    }
  }
`);

export const MarginUpdatesDocument = graphql(/* GraphQL */ `
  subscription MarginUpdates($window: MarginWindow!, $after: Cursor) {
    marginUpdates(window: $window, after: $after) {
      ...HudParts
    }
  }
`);
