import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { type ProblemWords, useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import grid from '../../parts/grid.module.css';
import { people as en } from '../../words/en/people.ts';
import { SetAdminDocument, SetMakerDocument } from './people.graphql.ts';
import type { Person } from './people-panel.tsx';

interface PersonProps {
  person: Person;
  onChange: (roles: readonly string[]) => void;
}

/** One person, and the switches of their roles. */
export function PersonView({ person, onChange }: PersonProps) {
  const isAdmin = person.roles.includes('admin');
  const isMaker = person.roles.includes('maker');
  return (
    <div className={grid.stack}>
      <Facts
        as="lines"
        facts={[
          { name: en.role, value: isAdmin ? en.admin : isMaker ? en.maker : en.creator },
          { name: en.registered, value: formatMoment(person.createdAt) },
          {
            name: en.lastSeen,
            value: person.lastSeenAt == null ? en.never : formatMoment(person.lastSeenAt),
          },
          { name: en.id, value: <span className="es-mono">{person.id}</span> },
        ]}
      />
      <Group gap="xs">
        <AdminSwitch person={person} onChange={onChange} has={isAdmin} />
        <MakerSwitch person={person} onChange={onChange} has={isMaker} />
      </Group>
    </div>
  );
}

type SwitchProps = PersonProps & { has: boolean };

function AdminSwitch({ person, onChange, has }: SwitchProps) {
  const command = useCommand(SetAdminDocument);
  return (
    <RoleSwitch
      words={
        has
          ? { act: en.takeTheRoleAway, title: en.takeItFrom(person.displayName) }
          : { act: en.makeAnAdmin, title: en.makeThemAnAdmin(person.displayName) }
      }
      text={has ? en.theyAreSignedOutEverywhere : en.theySeeAndDecideEverything}
      isDangerous={has}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={async (reason) => {
        const done = await command.act({ userId: person.id, isAdmin: !has, reason });
        if (done === null || !('roles' in done)) return false;
        onChange(done.roles);
        return true;
      }}
    />
  );
}

function MakerSwitch({ person, onChange, has }: SwitchProps) {
  const command = useCommand(SetMakerDocument);
  return (
    <RoleSwitch
      words={
        has
          ? { act: en.noMakerAnyMore, title: en.takeMakingFrom(person.displayName) }
          : { act: en.makeAMaker, title: en.makeThemAMaker(person.displayName) }
      }
      text={has ? en.theyAreSignedOutEverywhere : en.theyDraftAndTry}
      isDangerous={has}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={async (reason) => {
        const done = await command.act({ userId: person.id, isMaker: !has, reason });
        if (done === null || !('roles' in done)) return false;
        onChange(done.roles);
        return true;
      }}
    />
  );
}

interface RoleSwitchProps {
  words: { act: string; title: string };
  text: string;
  isDangerous: boolean;
  problem: ProblemWords | null;
  isBusy: boolean;
  /** @returns whether it was done */
  onConfirm: (reason: string) => Promise<boolean>;
}

/** A button that asks for the reason before a role changes. */
function RoleSwitch({ words, text, isDangerous, problem, isBusy, onConfirm }: RoleSwitchProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {words.act}
      </Button>
      <DecisionDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={words.title}
        confirm={words.act}
        isDangerous={isDangerous}
        reasonLabel={en.whyItIsKeptFor}
        problem={problem}
        isBusy={isBusy}
        onConfirm={(reason) => void onConfirm(reason).then((isDone) => isDone && setAsking(false))}
      >
        <p>{text}</p>
      </DecisionDialog>
    </>
  );
}
