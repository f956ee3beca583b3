import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Modal, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { people as en } from '../../words/en/people.ts';
import { GrantFields } from './grant-fields.tsx';
import { InvitePartnerDocument, PeopleDocument } from './people.graphql.ts';
import { DEFAULT_QUOTA_PER_DAY, isQuota, SCOPES } from './scopes.ts';
import { TokenNote } from './token-note.tsx';

interface InviteDialogProps {
  isOpen: boolean;
  onClose: () => void;
}

/** Lets one program of a partner register its key, with scopes and a quota, for a person who owns it. */
export function InviteDialog({ isOpen, onClose }: InviteDialogProps) {
  const command = useCommand(InvitePartnerDocument);
  const [name, setName] = useState('');
  const [ownerId, setOwner] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search, 250);
  const [scopes, setScopes] = useState(SCOPES.map(({ value }) => value));
  const [quota, setQuota] = useState<number | string>(DEFAULT_QUOTA_PER_DAY);
  const [issued, setIssued] = useState<{ token: string; expiresAt: string } | null>(null);
  const owners = useLiveQuery({
    query: PeopleDocument,
    variables: { text: asked || null, isAdminOnly: false, first: 20, after: null },
    pause: !isOpen,
  });
  if (issued !== null) {
    return (
      <Modal
        opened={isOpen}
        onClose={() => {
          setIssued(null);
          setName('');
          onClose();
        }}
        title={en.tokenFor(name)}
        centered
        closeButtonProps={{ 'aria-label': en.close }}
      >
        <TokenNote {...issued} />
      </Modal>
    );
  }
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title={en.letAProgramIn}
      confirm={en.getAToken}
      isReady={name.trim() !== '' && ownerId !== null && scopes.length > 0 && isQuota(quota)}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={async () => {
        if (!isQuota(quota)) return;
        const done = await command.act({
          kind: 'PARTNER',
          name: name.trim(),
          ownerId,
          scopes,
          quotaPerDay: quota,
        });
        if (done !== null && 'token' in done) setIssued(done);
      }}
    >
      <TextInput
        label={en.itsName}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        required
        data-autofocus
      />
      <Select
        label={en.whomItActsFor}
        description={en.theyPayForWhatIt}
        data={(owners.data?.people.edges ?? []).map(({ node }) => ({
          value: node.id,
          label: en.personWithId(node.displayName, node.id.slice(0, 8)),
        }))}
        filter={({ options }) => options}
        value={ownerId}
        onChange={setOwner}
        searchable
        searchValue={search}
        onSearchChange={setSearch}
        nothingFoundMessage={en.nobodyIsCalledThat}
        required
      />
      <GrantFields scopes={scopes} onScopes={setScopes} quota={quota} onQuota={setQuota} />
    </DecisionDialog>
  );
}
