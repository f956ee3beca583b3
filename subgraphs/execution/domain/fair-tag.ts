/** Where an owner's flow of work stands on the virtual clock. All in thousandths of work units. */
export interface Flow {
  /** Virtual time at which the owner's last queued task will have been served; 0 for a new owner. */
  finishTag: bigint;
  /** Largest tag leased so far, of anybody. */
  virtualTime: bigint;
  /** Other owners of the same tenant that have work ahead of the virtual time. */
  busySiblings: number;
}

/**
 * Start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM 1996) with one flow per owner. A tenant is one
 * share, divided by its busy owners: a newcomer waits one round of its own tenant, never for another
 * tenant's backlog.
 * @returns the task's tag (lowest is served first) and the flow's new finish
 */
export function fairTag(flow: Flow, workUnits: number): { tag: bigint; finishTag: bigint } {
  const work = BigInt(Math.max(1, Math.round(workUnits * 1_000)));
  const siblings = BigInt(flow.busySiblings);
  const isBusy = flow.finishTag > flow.virtualTime;
  const tag = isBusy ? flow.finishTag : flow.virtualTime + work * siblings;
  return { tag, finishTag: tag + work * (siblings + 1n) };
}

/** Order between roles: what a person waits for is served first. Lower is sooner. */
export const ROLE_PRIORITIES = { finish: 50, candidate: 100, exploration: 150, shadow: 200 } as const;
