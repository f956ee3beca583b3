import { formatUsd, formatUsdChange } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { InvoiceScope, RecordInvoiceMutation } from '../../../generated/graphql.ts';
import { nanoOf } from '../../usd-text.ts';
import { RecordInvoiceDocument } from './ledger.graphql.ts';

type Recorded = Extract<RecordInvoiceMutation['recordInvoice'], { __typename: 'RecordedInvoice' }>;

/** Holds an invoice against what was booked for its period; the difference is booked. */
export function InvoiceDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const command = useCommand(RecordInvoiceDocument);
  const [scope, setScope] = useState<InvoiceScope>('FLEET');
  const [fields, setFields] = useState({ subject: '', reference: '', usd: '', from: '', to: '' });
  const [recorded, setRecorded] = useState<Recorded | null>(null);
  const amountNanoUsd = nanoOf(fields.usd);
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setFields((known) => ({ ...known, [name]: value }));
  };
  const isReady =
    amountNanoUsd !== null &&
    fields.subject !== '' &&
    fields.reference !== '' &&
    fields.from !== '' &&
    fields.to !== '';
  if (recorded !== null) {
    return (
      <Modal
        opened={isOpen}
        onClose={() => {
          setRecorded(null);
          onClose();
        }}
        title="Recorded"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Facts
          facts={[
            { name: 'Invoice', value: formatUsd(recorded.amountNanoUsd) },
            { name: 'Booked before', value: formatUsd(recorded.bookedNanoUsd) },
            { name: 'Difference, now booked', value: formatUsdChange(recorded.varianceNanoUsd) },
          ]}
        />
      </Modal>
    );
  }
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title="Record an invoice"
      confirm="Record it"
      isReady={isReady}
      problem={command.problem}
      isBusy={command.isBusy}
      onConfirm={async () => {
        if (amountNanoUsd === null) return;
        const done = await command.act({
          scope,
          amountNanoUsd,
          subject: fields.subject.trim(),
          reference: fields.reference.trim(),
          periodStart: new Date(`${fields.from}T00:00:00Z`).toISOString(),
          periodEnd: new Date(`${fields.to}T00:00:00Z`).toISOString(),
        });
        if (done?.__typename === 'RecordedInvoice') setRecorded(done);
      }}
    >
      <p>The same subject and period again corrects the earlier one.</p>
      <SegmentedControl
        aria-label="What it is for"
        value={scope}
        onChange={(value) => setScope(value as InvoiceScope)}
        data={[
          { value: 'FLEET', label: 'Machines of a fleet' },
          { value: 'PROVIDER', label: "A partner's services" },
        ]}
      />
      <TextInput
        label={scope === 'FLEET' ? 'Fleet' : 'Provider'}
        value={fields.subject}
        onChange={set('subject')}
        required
        data-autofocus
      />
      <TextInput label="Number printed on it" value={fields.reference} onChange={set('reference')} required />
      <TextInput
        label="Dollars"
        leftSection="$"
        inputMode="decimal"
        value={fields.usd}
        onChange={set('usd')}
        required
      />
      <TextInput label="From (UTC)" type="date" value={fields.from} onChange={set('from')} required />
      <TextInput
        label="Up to, not with it (UTC)"
        type="date"
        value={fields.to}
        onChange={set('to')}
        required
      />
    </DecisionDialog>
  );
}
