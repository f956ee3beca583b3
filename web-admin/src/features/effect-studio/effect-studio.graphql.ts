import { graphql } from '../../../generated/index.ts';

export const DraftParts = graphql(/* GraphQL */ `
  fragment DraftParts on WorkflowDraft {
    id
    workflowId
    title
    variant
    version
    definition
    digest
    isNewWorkflow
    updatedAt
    effectType {
      id
      title
    }
    provider {
      id
      name
    }
    createdBy {
      id
      displayName
    }
    madeFrom {
      id
      number
      workflowId
    }
    submittedAs {
      id
      number
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
      kind
      digest
      requestedAt
      agents {
        id
        name
      }
      run {
        id
        state
        candidates {
          status
          composite
          durationMs
          outputUrl
          failureCause
          task {
            id
          }
        }
      }
    }
  }
`);

export const WorkflowsDocument = graphql(/* GraphQL */ `
  query StudioWorkflows {
    providers {
      id
      name
      workflows {
        id
        title
        variant
        isActive
        notEditableBecause
        effectType {
          id
          title
        }
        currentRevision {
          id
          number
          origin
        }
      }
    }
    workflowDrafts {
      id
      title
      workflowId
      updatedAt
      isNewWorkflow
      faults {
        path
      }
      effectType {
        id
        title
      }
      provider {
        id
        name
      }
      createdBy {
        id
        displayName
      }
      submittedAs {
        id
        status
      }
    }
  }
`);

export const RevisionsDocument = graphql(/* GraphQL */ `
  query Revisions($id: ID!) {
    workflow(id: $id) {
      id
      title
      notEditableBecause
      provider {
        id
        name
      }
      effectType {
        id
        title
      }
      revisions {
        id
        number
        title
        status
        origin
        isCurrent
        isDrawnOtherwise
        note
        rejection
        createdAt
        createdBy {
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
  }
`);

export const DraftDocument = graphql(/* GraphQL */ `
  query Draft($id: ID!) {
    workflowDraft(id: $id) {
      ...DraftParts
    }
  }
`);

export const DraftSchemaDocument = graphql(/* GraphQL */ `
  query DraftSchema($workflowId: ID!) {
    workflow(id: $workflowId) {
      id
      definitionSchema
    }
    eligibleAgents(workflowId: $workflowId) {
      id
      name
      status
    }
  }
`);

export const EstimateDocument = graphql(/* GraphQL */ `
  query Estimate($input: EstimateWorkflowCostInput!) {
    estimateWorkflowCost(input: $input) {
      providerId
      instanceType
      workUnits
      busyMs
      costNanoUsd
    }
  }
`);

export const WorkflowChangesDocument = graphql(/* GraphQL */ `
  subscription WorkflowChanges($after: Cursor) {
    workflowChanges(after: $after) {
      __typename
      ... on WorkflowChange {
        cursor
        workflowId
        revision {
          id
          status
          isCurrent
        }
        trial {
          id
        }
      }
      ... on Gap {
        firstAvailable
      }
    }
  }
`);

export const CreateDraftDocument = graphql(/* GraphQL */ `
  mutation CreateDraft($input: CreateWorkflowDraftInput!) {
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

export const SaveDraftDocument = graphql(/* GraphQL */ `
  mutation SaveDraft($input: SaveWorkflowDraftInput!) {
    saveWorkflowDraft(input: $input) {
      __typename
      ... on WorkflowDraft {
        id
        ...DraftParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const DiscardDraftDocument = graphql(/* GraphQL */ `
  mutation DiscardDraft($input: DiscardWorkflowDraftInput!) {
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

export const TryDraftDocument = graphql(/* GraphQL */ `
  mutation TryDraft($input: TryWorkflowDraftInput!) {
    tryWorkflowDraft(input: $input) {
      __typename
      ... on WorkflowTrial {
        id
        kind
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const SubmitDraftDocument = graphql(/* GraphQL */ `
  mutation SubmitDraft($input: SubmitWorkflowDraftInput!) {
    submitWorkflowDraft(input: $input) {
      __typename
      ... on WorkflowRevision {
        id
        number
        status
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const PinRevisionDocument = graphql(/* GraphQL */ `
  mutation PinRevision($input: PinWorkflowRevisionInput!) {
    pinWorkflowRevision(input: $input) {
      __typename
      ... on WorkflowRevision {
        id
        isCurrent
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const WorkflowReviewsDocument = graphql(/* GraphQL */ `
  query WorkflowReviews {
    reviews(kind: WORKFLOW_REVISION) {
      __typename
      id
      ... on WorkflowReview {
        id
        title
        note
        createdAt
        submittedBy {
          id
          displayName
        }
        revision {
          id
          number
          workflowId
          changes {
            path
            kind
            before
            after
          }
        }
      }
    }
  }
`);

export const DecideRevisionDocument = graphql(/* GraphQL */ `
  mutation DecideRevision($input: DecideReviewInput!) {
    decideReview(input: $input) {
      __typename
      ... on WorkflowReview {
        id
        status
        reason
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
