import { graphql } from '../../../generated/index.ts';

export const MakingDocument = graphql(/* GraphQL */ `
  query Making {
    me {
      id
      roles
    }
    workflowDrafts {
      id
      title
      workflowId
      updatedAt
      faults {
        path
      }
      submittedAs {
        id
      }
      effectType {
        id
        title
      }
    }
    mySubmittedRevisions {
      id
      workflowId
      number
      title
      status
      rejection
      createdAt
    }
    effectTypes {
      id
      title
      workflows {
        id
        title
        isActive
        notEditableBecause
        currentRevision {
          id
          number
        }
      }
    }
  }
`);

export const MakersDraftParts = graphql(/* GraphQL */ `
  fragment MakersDraftParts on WorkflowDraft {
    id
    workflowId
    title
    version
    definition
    digest
    isNewWorkflow
    effectType {
      id
      title
    }
    madeFrom {
      id
      number
    }
    submittedAs {
      id
      status
    }
    faults {
      path
      message
    }
    changes {
      path
      kind
      before
      after
    }
    trials {
      id
      digest
      requestedAt
      run {
        id
        state
        candidates {
          status
          composite
          durationMs
          outputUrl
          failureCause
        }
      }
    }
  }
`);

export const MakersDraftDocument = graphql(/* GraphQL */ `
  query MakersDraft($id: ID!) {
    workflowDraft(id: $id) {
      ...MakersDraftParts
    }
  }
`);

export const CopyWorkflowDocument = graphql(/* GraphQL */ `
  mutation CopyWorkflow($input: CreateWorkflowDraftInput!) {
    createWorkflowDraft(input: $input) {
      __typename
      ... on WorkflowDraft {
        id
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const SaveMakersDraftDocument = graphql(/* GraphQL */ `
  mutation SaveMakersDraft($input: SaveWorkflowDraftInput!) {
    saveWorkflowDraft(input: $input) {
      __typename
      ... on WorkflowDraft {
        id
        ...MakersDraftParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const DiscardMakersDraftDocument = graphql(/* GraphQL */ `
  mutation DiscardMakersDraft($input: DiscardWorkflowDraftInput!) {
    discardWorkflowDraft(input: $input) {
      __typename
      ... on WorkflowDraft {
        id
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const TryMakersDraftDocument = graphql(/* GraphQL */ `
  mutation TryMakersDraft($input: TryWorkflowDraftInput!) {
    tryWorkflowDraft(input: $input) {
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

export const HandInDocument = graphql(/* GraphQL */ `
  mutation HandIn($input: SubmitWorkflowDraftInput!) {
    submitWorkflowDraft(input: $input) {
      __typename
      ... on WorkflowRevision {
        id
        status
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const TrialProgressDocument = graphql(/* GraphQL */ `
  subscription TrialProgress($id: ID!, $after: Cursor) {
    runProgress(id: $id, after: $after) {
      __typename
      ... on RunAdvance {
        to
        run {
          id
          state
        }
      }
      ... on TaskTick {
        taskId
        progress
      }
    }
  }
`);
