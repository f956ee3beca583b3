import { formatUsd, formatUsdChange } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { InvoiceScope, RecordInvoiceMutation } from '../../../generated/graphql.ts';
import { ledger as en } from '../../words/en/ledger.ts';
import { nanoOf } from '../../words/usd-text.ts';
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
        title={en.recorded}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        <Facts
          facts={[
            { name: en.invoice, value: formatUsd(recorded.amountNanoUsd) },
            { name: en.bookedBefore, value: formatUsd(recorded.bookedNanoUsd) },
            { name: en.differenceNowBooked, value: formatUsdChange(recorded.varianceNanoUsd) },
          ]}
        />
      </Modal>
    );
  }
  return (
    <DecisionDialog
      isOpen={isOpen}
      onClose={onClose}
      title={en.recordAnInvoice}
      confirm={en.recordIt}
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
      <p>{en.theSameSubjectAndPeriod}</p>
      <SegmentedControl
        aria-label={en.whatItIsFor}
        value={scope}
        onChange={(value) => setScope(value as InvoiceScope)}
        data={[
          { value: 'FLEET', label: en.machinesOfAFleet },
          { value: 'PROVIDER', label: en.aPartnersServices },
        ]}
      />
      <TextInput
        label={scope === 'FLEET' ? en.fleet : en.provider}
        value={fields.subject}
        onChange={set('subject')}
        required
        data-autofocus
      />
      <TextInput label={en.numberPrintedOnIt} value={fields.reference} onChange={set('reference')} required />
      <TextInput
        label={en.dollars}
        leftSection="$"
        inputMode="decimal"
        value={fields.usd}
        onChange={set('usd')}
        required
      />
      <TextInput label={en.fromUtc} type="date" value={fields.from} onChange={set('from')} required />
      <TextInput label={en.upToNotWithIt} type="date" value={fields.to} onChange={set('to')} required />
    </DecisionDialog>
  );
}
