import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import grid from '../../parts/grid.module.css';
import { people as en } from '../../words/en/people.ts';
import { GrantFields } from './grant-fields.tsx';
import type { Partner } from './partners-panel.tsx';
import { EditPartnerDocument, RevokePartnerDocument, RotateKeyDocument } from './people.graphql.ts';
import classes from './people.module.css';
import { DEFAULT_QUOTA_PER_DAY, isQuota } from './scopes.ts';
import { TokenNote } from './token-note.tsx';

/** One program: what it may do, its key, and its end. */
export function PartnerView({ partner }: { partner: Partner }) {
  const isLive = partner.revokedAt == null;
  return (
    <div className={grid.stack}>
      <Facts
        as="lines"
        facts={[
          { name: en.owner, value: partner.owner.displayName },
          { name: en.id, value: <span className="es-mono">{partner.id}</span> },
          { name: en.key, value: <span className="es-mono">{partner.keyThumbprint}</span> },
          { name: en.keySince, value: formatMoment(partner.keyChangedAt ?? partner.createdAt) },
          ...(partner.revokedAt == null
            ? []
            : [{ name: en.revoked, value: formatMoment(partner.revokedAt), tone: 'bad' as const }]),
        ]}
      />
      {isLive && <GrantForm key={`${partner.scopes} ${partner.quotaPerDay}`} partner={partner} />}
      {isLive && <KeyActions partner={partner} />}
    </div>
  );
}

function GrantForm({ partner }: { partner: Partner }) {
  const command = useCommand(EditPartnerDocument);
  const [scopes, setScopes] = useState<string[]>([...partner.scopes]);
  const [quota, setQuota] = useState<number | string>(partner.quotaPerDay ?? DEFAULT_QUOTA_PER_DAY);
  const isReady = scopes.length > 0 && isQuota(quota);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) void command.act({ clientId: partner.id, scopes, quotaPerDay: quota });
  };
  return (
    <form className={grid.stack} onSubmit={submit} aria-label={en.whatItMayDo}>
      <GrantFields scopes={scopes} onScopes={setScopes} quota={quota} onQuota={setQuota} />
      {command.problem !== null && <ProblemNote {...command.problem} />}
      <div>
        <Button type="submit" disabled={!isReady} loading={command.isBusy}>
          {en.saveIt}
        </Button>
      </div>
    </form>
  );
}

function KeyActions({ partner }: { partner: Partner }) {
  const rotate = useCommand(RotateKeyDocument);
  const revoke = useCommand(RevokePartnerDocument);
  const [asks, setAsks] = useState<'rotate' | 'revoke' | null>(null);
  const [issued, setIssued] = useState<{ token: string; expiresAt: string } | null>(null);
  return (
    <>
      {issued !== null && <TokenNote {...issued} />}
      <div className={classes.row}>
        <Button
          variant="default"
          leftSection={<IconKey size={15} aria-hidden />}
          onClick={() => setAsks('rotate')}
        >
          {en.changeItsKey}
        </Button>
        <Button variant="default" onClick={() => setAsks('revoke')}>
          {en.revoke}
        </Button>
      </div>
      <DecisionDialog
        isOpen={asks === 'rotate'}
        onClose={() => setAsks(null)}
        title={en.changeTheKeyOf(partner.name)}
        confirm={en.getAToken}
        problem={rotate.problem}
        isBusy={rotate.isBusy}
        onConfirm={async () => {
          const done = await rotate.act({ clientId: partner.id });
          if (done === null || !('token' in done)) return;
          setIssued(done);
          setAsks(null);
        }}
      >
        <p>{en.thePresentKeyWorksUntil}</p>
      </DecisionDialog>
      <DecisionDialog
        isOpen={asks === 'revoke'}
        onClose={() => setAsks(null)}
        title={en.revokeProgram(partner.name)}
        confirm={en.revokeForGood}
        isDangerous
        reasonLabel={en.whyItsOwnerIsTold}
        problem={revoke.problem}
        isBusy={revoke.isBusy}
        onConfirm={async (reason) => {
          if ((await revoke.act({ clientId: partner.id, reason })) !== null) setAsks(null);
        }}
      >
        <p>{en.itGetsNoTokensAnyMore}</p>
      </DecisionDialog>
    </>
  );
}
