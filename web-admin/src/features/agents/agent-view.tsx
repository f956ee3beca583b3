import { formatCount, formatDuration, formatMoment, formatPercent } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import type { AgentsQuery } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { agents as en } from '../../words/en/agents.ts';
import { AgentWork } from './agent-work.tsx';
import { CordonAgentDocument, UncordonAgentDocument } from './agents.graphql.ts';

export type Agent = AgentsQuery['agents'][number];

/** One machine: how it is, and whether it gets work. */
export function AgentView({ agent }: { agent: Agent }) {
  const cordon = useCommand(CordonAgentDocument);
  const uncordon = useCommand(UncordonAgentDocument);
  const [isAsked, setAsked] = useState(false);
  const problem = uncordon.problem;
  return (
    <div className={grid.stack}>
      <Facts
        as="lines"
        facts={[
          { name: en.busyOfTheLastHour, value: formatPercent(agent.utilisation) },
          { name: en.leases, value: formatCount(agent.leaseCount) },
          { name: en.trust, value: agent.trust.toLowerCase() },
          { name: en.badOutputsThatCount, value: formatCount(agent.faultCount) },
          { name: en.startup, value: formatDuration(agent.startupMs) },
          { name: en.can, value: agent.capabilities.join(', ') || '—' },
          ...(agent.driverVersion ? [{ name: en.driver, value: agent.driverVersion }] : []),
          { name: en.lastSeen, value: formatMoment(agent.lastSeenAt) },
          ...(agent.cordon
            ? [
                {
                  name: en.getsNoWork,
                  value: `${agent.cordon.reason}, ${formatMoment(agent.cordon.since)}`,
                  tone: 'warn' as const,
                },
              ]
            : []),
          ...(agent.quarantine
            ? [
                {
                  name: en.inQuarantine,
                  value: `${agent.quarantine.reason}, ${formatMoment(agent.quarantine.until)}`,
                  tone: 'bad' as const,
                },
              ]
            : []),
        ]}
      />
      {problem !== null && <ProblemNote {...problem} />}
      <div>
        {agent.cordon ? (
          <Button
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            loading={uncordon.isBusy}
            onClick={() => void uncordon.act({ agentId: agent.id })}
          >
            {en.giveItWorkAgain}
          </Button>
        ) : (
          <Button
            variant="default"
            leftSection={<IconPlayerPause size={15} aria-hidden />}
            onClick={() => setAsked(true)}
          >
            {en.giveItNoMoreWork}
          </Button>
        )}
      </div>
      <AgentWork id={agent.id} />
      <DecisionDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={en.giveThisMachineNoMore}
        confirm={en.giveItNoMoreWork}
        reasonLabel={en.whyItIsKeptFor}
        problem={cordon.problem}
        isBusy={cordon.isBusy}
        onConfirm={async (reason) => {
          if ((await cordon.act({ agentId: agent.id, reason })) !== null) setAsked(false);
        }}
      >
        <p>{en.whatItHoldsGoesOn}</p>
      </DecisionDialog>
    </div>
  );
}
