import { graphql } from '../../../generated/index.ts';

export const NotificationSettingsDocument = graphql(/* GraphQL */ `
  query NotificationSettings {
    notificationSettings {
      locale
      locales
      kinds {
        kind
        channels
      }
    }
  }
`);

export const ChangeNotificationSettingsDocument = graphql(/* GraphQL */ `
  mutation ChangeNotificationSettings($input: ChangeNotificationSettingsInput!) {
    changeNotificationSettings(input: $input) {
      __typename
      ... on NotificationSettings {
        locale
        locales
        kinds {
          kind
          channels
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
