/** A try outside of people's runs. Its id is also its run's. */
export interface WorkflowTrial {
  id: string;
  kind: 'DEV_RUN' | 'ALL_ELIGIBLE' | 'PROVIDER_TEST';
  /** Null: of a workflow as it is published. */
  draftId: string | null;
  workflowId: string;
  digest: string;
  /** Empty: any that fits. */
  agentIds: string[];
  requestedBy: string;
  requestedAt: Date;
}
