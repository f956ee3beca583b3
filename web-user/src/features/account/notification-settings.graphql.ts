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
      pushKey
      pushDevices {
        id
        device
        fingerprint
        createdAt
      }
      sendsSms
      phone {
        masked
        isConfirmed
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
        pushKey
        pushDevices {
          id
          device
          fingerprint
          createdAt
        }
        sendsSms
        phone {
          masked
          isConfirmed
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const AddPushDeviceDocument = graphql(/* GraphQL */ `
  mutation AddPushDevice($input: AddPushDeviceInput!) {
    addPushDevice(input: $input) {
      __typename
      ... on PushDevice {
        id
        device
        fingerprint
        createdAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const RemovePushDeviceDocument = graphql(/* GraphQL */ `
  mutation RemovePushDevice($input: RemovePushDeviceInput!) {
    removePushDevice(input: $input) {
      __typename
      ... on PushDeviceRemoval {
        deviceId
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const SetPhoneNumberDocument = graphql(/* GraphQL */ `
  mutation SetPhoneNumber($input: SetPhoneNumberInput!) {
    setPhoneNumber(input: $input) {
      __typename
      ... on NotificationSettings {
        phone {
          masked
          isConfirmed
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const ConfirmPhoneNumberDocument = graphql(/* GraphQL */ `
  mutation ConfirmPhoneNumber($input: ConfirmPhoneNumberInput!) {
    confirmPhoneNumber(input: $input) {
      __typename
      ... on NotificationSettings {
        phone {
          masked
          isConfirmed
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
