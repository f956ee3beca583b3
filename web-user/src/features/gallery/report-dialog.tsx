import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, Modal, Radio, Stack, Textarea } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useQuery } from 'urql';
import type { ReportGround, ReportStatus } from '../../../generated/graphql.ts';
import { gallery as en } from '../../words/en/gallery.ts';
import classes from './effect-page.module.css';
import { MyReportDocument, ReportEffectDocument } from './gallery.graphql.ts';

const GROUNDS: readonly (readonly [ReportGround, string])[] = [
  ['RIGHTS', en.itShowsWhatIsNotTheirs],
  ['PERSON', en.itShowsSomebodyWhoDidNot],
  ['OFFENSIVE', en.itIsOffensive],
  ['MISLEADING', en.itDoesNotDoWhatIt],
  ['OTHER', en.somethingElse],
];

const STATES: Record<ReportStatus, string> = {
  OPEN: en.youReportedThis,
  UPHELD: en.yourReportWasUpheld,
  DISMISSED: en.yourReportWasDismissed,
};

/** The way to say that something is wrong with an effect, and what became of it. */
export function ReportEffect({ effectId }: { effectId: string }) {
  const [{ data }, read] = useQuery({ query: MyReportDocument, variables: { effectId } });
  const [isAsked, setAsked] = useState(false);
  const mine = data?.myEffectReport;
  return (
    <div className={classes.report}>
      {mine && (
        <p role="status">
          {STATES[mine.status]}
          {mine.decision !== null && en.inTheirWords(mine.decision)}
        </p>
      )}
      {mine?.status !== 'OPEN' && (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconFlag size={16} aria-hidden />}
          onClick={() => setAsked(true)}
        >
          {en.reportThisEffect}
        </Button>
      )}
      {isAsked && (
        <ReportDialog
          effectId={effectId}
          onClose={() => setAsked(false)}
          onDone={() => read({ requestPolicy: 'network-only' })}
        />
      )}
    </div>
  );
}

interface ReportDialogProps {
  effectId: string;
  onClose: () => void;
  onDone: () => void;
}

function ReportDialog({ effectId, onClose, onDone }: ReportDialogProps) {
  const command = useCommand(ReportEffectDocument);
  const [ground, setGround] = useState<string>('RIGHTS');
  const [details, setDetails] = useState('');
  const canSend = ground !== 'OTHER' || details.trim() !== '';
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!canSend) return;
    const sent = await command.act({ effectId, ground: ground as ReportGround, details: details.trim() });
    if (sent === null) return;
    onDone();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={en.whatIsWrongWithIt}
      centered
      closeButtonProps={{ 'aria-label': en.close }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <Radio.Group value={ground} onChange={setGround} aria-label={en.whatIsWrongWithIt}>
            <Stack gap="sm">
              {GROUNDS.map(([value, label]) => (
                <Radio key={value} value={value} label={label} />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={en.tellUsMore}
            value={details}
            onChange={(event) => setDetails(event.currentTarget.value)}
            autosize
            minRows={2}
            maxLength={500}
            required={ground === 'OTHER'}
          />
          <p className={classes.maker}>{en.aPersonLooksAtIt}</p>
          {command.problem !== null && <ProblemNote {...command.problem} />}
          <Button type="submit" loading={command.isBusy} disabled={!canSend}>
            {en.sendTheReport}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
