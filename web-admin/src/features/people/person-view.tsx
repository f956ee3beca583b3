import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Button } from '@mantine/core';
import { useState } from 'react';
import grid from '../../grid.module.css';
import { people as en } from '../../words/en/people.ts';
import { SetAdminDocument } from './people.graphql.ts';
import type { Person } from './people-panel.tsx';

/** One person, and the switch that makes them an admin. */
export function PersonView({
  person,
  onChange,
}: {
  person: Person;
  onChange: (roles: readonly string[]) => void;
}) {
  const isAdmin = person.roles.includes('admin');
  const [isAsking, setAsking] = useState(false);
  const command = useCommand(SetAdminDocument);
  return (
    <div className={grid.stack}>
      <Facts
        as="lines"
        facts={[
          { name: en.role, value: isAdmin ? en.admin : en.creator },
          { name: en.registered, value: formatMoment(person.createdAt) },
          {
            name: en.lastSeen,
            value: person.lastSeenAt == null ? en.never : formatMoment(person.lastSeenAt),
          },
          { name: en.id, value: <span className="es-mono">{person.id}</span> },
        ]}
      />
      <div>
        <Button variant="default" onClick={() => setAsking(true)}>
          {isAdmin ? en.takeTheRoleAway : en.makeAnAdmin}
        </Button>
      </div>
      <DecisionDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={isAdmin ? en.takeItFrom(person.displayName) : en.makeThemAnAdmin(person.displayName)}
        confirm={isAdmin ? en.takeTheRoleAway : en.makeAnAdmin}
        isDangerous={isAdmin}
        reasonLabel={en.whyItIsKeptFor}
        problem={command.problem}
        isBusy={command.isBusy}
        onConfirm={async (reason) => {
          const done = await command.act({ userId: person.id, isAdmin: !isAdmin, reason });
          if (done === null || !('roles' in done)) return;
          setAsking(false);
          onChange(done.roles);
        }}
      >
        <p>{isAdmin ? en.theyAreSignedOutEverywhere : en.theySeeAndDecideEverything}</p>
      </DecisionDialog>
    </div>
  );
}
