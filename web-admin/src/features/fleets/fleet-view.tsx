import { formatCount, formatUsdPerHour } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { FleetsQuery } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { fleets as en } from '../../words/en/fleets.ts';
import { nanoOf, usdText } from '../../words/usd-text.ts';
import { type FleetDocumentShape, mostAgents, withFleet } from './fleet-document.ts';
import { SetFleetSizeDocument } from './fleets.graphql.ts';
import classes from './fleets.module.css';

export type Fleet = FleetsQuery['fleets'][number];

interface FleetViewProps {
  fleet: Fleet;
  document: FleetDocumentShape;
  /** Another document is to be looked at and made to hold. */
  onPlan: (document: FleetDocumentShape) => void;
  onChange: () => void;
}

/** One fleet: how many machines it has and is to have, what they cost, and its bounds. */
export function FleetView({ fleet, document, onPlan, onChange }: FleetViewProps) {
  const template = document.templates[fleet.template];
  return (
    <div className={grid.stack}>
      <Facts
        as="lines"
        facts={[
          { name: en.machinesOnline, value: formatCount(fleet.onlineAgents) },
          { name: en.itIsToHave, value: formatCount(fleet.targetAgents) },
          { name: en.askedFor, value: formatCount(fleet.wantedAgents) },
          { name: en.template, value: fleet.template },
          { name: en.instanceType, value: fleet.instanceType },
          ...(template === undefined
            ? []
            : [
                { name: en.capacity, value: template.capacityKind },
                { name: en.rendersWith, value: template.runners.join(', ') },
                { name: en.tasksAtOnce, value: formatCount(template.concurrency) },
              ]),
          { name: en.costsNow, value: formatUsdPerHour(costOf(fleet, fleet.onlineAgents)) },
          { name: en.budget, value: formatUsdPerHour(fleet.budgetNanoUsdPerHour) },
        ]}
      />
      {fleet.isScaled && !fleet.isBeingRemoved ? (
        <SizeForm key={fleet.wantedAgents} fleet={fleet} onChange={onChange} />
      ) : (
        <p className={classes.muted}>
          {fleet.isBeingRemoved ? en.theDocumentHasItNoMore : en.peopleStartItsMachines}
        </p>
      )}
      {document.fleets[fleet.name] !== undefined && (
        <BoundsForm fleet={fleet} onPlan={(change) => onPlan(withFleet(document, fleet.name, change))} />
      )}
    </div>
  );
}

const costOf = (fleet: Fleet, agents: number): string =>
  (BigInt(fleet.nanoUsdPerHour) * BigInt(agents)).toString();

function SizeForm({ fleet, onChange }: { fleet: Fleet; onChange: () => void }) {
  const command = useCommand(SetFleetSizeDocument);
  const [agents, setAgents] = useState<number | string>(fleet.wantedAgents);
  const most = mostAgents(fleet);
  const wanted = typeof agents === 'number' ? agents : Number.NaN;
  const isGood = Number.isInteger(wanted) && wanted >= fleet.minAgents && wanted <= most;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isGood && (await command.act({ fleet: fleet.name, agents: wanted })) !== null) onChange();
  };
  return (
    <form className={grid.stack} onSubmit={(event) => void submit(event)} aria-label={en.size}>
      <NumberInput
        label={en.agentsWanted}
        description={en.betweenByBoundsAndBudget(fleet.minAgents, most)}
        value={agents}
        onChange={setAgents}
        min={fleet.minAgents}
        max={most}
        allowDecimal={false}
      />
      {isGood && (
        <p className={classes.muted}>
          {en.theyCost(formatUsdPerHour(costOf(fleet, wanted)), formatUsdPerHour(fleet.budgetNanoUsdPerHour))}
        </p>
      )}
      {command.problem !== null && <ProblemNote {...command.problem} />}
      <div>
        <Button type="submit" loading={command.isBusy} disabled={!isGood || wanted === fleet.wantedAgents}>
          {en.setTheSize}
        </Button>
      </div>
    </form>
  );
}

interface Bounds {
  minAgents: number;
  maxAgents: number;
  budgetNanoUsdPerHour: string;
}

function BoundsForm({ fleet, onPlan }: { fleet: Fleet; onPlan: (bounds: Bounds) => void }) {
  const [least, setLeast] = useState<number | string>(fleet.minAgents);
  const [most, setMost] = useState<number | string>(fleet.maxAgents);
  const [budget, setBudget] = useState(usdText(fleet.budgetNanoUsdPerHour));
  const nano = nanoOf(budget);
  const isGood = typeof least === 'number' && typeof most === 'number' && least <= most && nano !== null;
  const isChanged =
    least !== fleet.minAgents || most !== fleet.maxAgents || nano !== fleet.budgetNanoUsdPerHour;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isGood) return;
    onPlan({ minAgents: least, maxAgents: most, budgetNanoUsdPerHour: nano });
  };
  return (
    <form className={grid.stack} onSubmit={submit} aria-label={en.boundsAndBudget}>
      <div className={classes.fields}>
        <NumberInput
          label={en.atLeast}
          value={least}
          onChange={setLeast}
          min={0}
          max={1000}
          allowDecimal={false}
        />
        <NumberInput
          label={en.atMost}
          value={most}
          onChange={setMost}
          min={0}
          max={1000}
          allowDecimal={false}
        />
        <TextInput
          label={en.budgetPerHour}
          leftSection="$"
          inputMode="decimal"
          value={budget}
          onChange={(event) => setBudget(event.currentTarget.value)}
          error={nano === null ? en.anAmountOf0OrMore : undefined}
        />
      </div>
      <div>
        <Button type="submit" variant="default" disabled={!isGood || !isChanged}>
          {en.lookAtTheDifference}
        </Button>
      </div>
    </form>
  );
}
