import type { FleetEventKind } from '../../../generated/graphql.ts';
import { fleets as en } from '../../words/en/fleets.ts';

interface FleetEvent {
  kind: FleetEventKind;
  agents: number;
  agentName?: string | null;
  causedBy?: { displayName: string } | null;
}

/** What happened to a fleet, in a sentence that follows its name. */
export function fleetEventWords({ kind, agents, agentName, causedBy }: FleetEvent): string {
  const who = causedBy?.displayName ?? en.theStudio;
  switch (kind) {
    case 'SIZE_SET':
      return en.isToHaveSaid(agents, who);
    case 'ENGINE_ADDED':
      return en.gotMoreForATime(agents);
    case 'ENGINE_REVERTED':
      return en.lostWhatWasAdded(Math.abs(agents));
    case 'AGENT_STARTED':
      return en.machineWasStarted(agentName ?? '');
    case 'AGENT_DRAINED':
      return en.machineIsLetEnd(agentName ?? '');
  }
}
