import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { MultiSelect, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { providers as en } from '../../words/en/providers.ts';
import { BUDGET_CONTEXTS } from './budget-contexts.ts';
import { EditProviderDocument } from './providers.graphql.ts';
import type { Provider } from './providers-page.tsx';

interface EditDialogProps {
  provider: Provider;
  isOpen: boolean;
  onClose: () => void;
  onChange: () => void;
}

/** Changes what an admin may change of a provider, on top of the version that was read. */
export function EditDialog({ provider, isOpen, onClose, onChange }: EditDialogProps) {
  const command = useCommand(EditProviderDocument);
  const [name, setName] = useState(provider.name);
  const [instanceType, setInstanceType] = useState(provider.instanceType);
  const [capabilities, setCapabilities] = useState<string[]>([...provider.capabilities]);
  const [contexts, setContexts] = useState<string[]>([...(provider.budgetContexts ?? [])]);
  const isChanged =
    name !== provider.name ||
    instanceType !== provider.instanceType ||
    capabilities.join() !== provider.capabilities.join() ||
    contexts.join() !== (provider.budgetContexts ?? []).join();
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title={en.change(provider.name)}
      confirm={en.changeIt}
      reasonLabel={en.whyItIsKeptFor}
      isReady={isChanged && name.trim() !== '' && instanceType.trim() !== ''}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={async (reason) => {
        const done = await command.act({
          providerId: provider.id,
          version: provider.version,
          name: name.trim(),
          instanceType: instanceType.trim(),
          capabilities,
          budgetContexts: contexts,
          reason,
        });
        onChange();
        if (done !== null) onClose();
      }}
    >
      <TextInput
        label={en.name}
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      <TextInput
        label={en.pricedAs}
        description={en.aRateCardMustPrice}
        value={instanceType}
        maxLength={64}
        onChange={(event) => setInstanceType(event.currentTarget.value)}
        required
      />
      <TagsInput label={en.capabilities} value={capabilities} onChange={setCapabilities} />
      <MultiSelect
        label={en.whoseWork}
        description={en.noneEverybodys}
        data={BUDGET_CONTEXTS}
        value={contexts}
        onChange={setContexts}
        clearable
        clearButtonProps={{ 'aria-label': en.everybodys }}
      />
    </DecisionDialog>
  );
}
