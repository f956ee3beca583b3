import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useClient } from 'urql';
import type { RateCardPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import grid from '../../parts/grid.module.css';
import { pricing as en } from '../../words/en/pricing.ts';
import { CardChanges } from './card-changes.tsx';
import { cardInputOf, changesOf, type DraftPrice, draftOf, isGoodPrice } from './card-draft.ts';
import { CurrentCardDocument, PublishRateCardDocument, RateCardParts } from './pricing.graphql.ts';
import classes from './pricing.module.css';

interface CardFormProps {
  card: RateCardPartsFragment;
  effectTypes: readonly { id: string; title: string }[];
}

/** Two columns: what people pay for beside the many effects, and below it what work costs. */
const COLUMNS = [
  [
    { name: en.people, note: en.whatARunCostsIts },
    { name: en.machines, note: en.whatWorkCosts },
    { name: en.partners, note: en.whatOthersCharge },
  ],
  [{ name: en.effects, note: en.emptyTheGeneralPrice }],
] as const;

/** The prices that hold now, to be changed into a draft, looked at and published. */
export function CardForm({ card, effectTypes }: CardFormProps) {
  const [begunFrom, setBegunFrom] = useState(card);
  const [draft, setDraft] = useState(() => draftOf(card, effectTypes));
  const [isAsking, setAsking] = useState(false);
  const base = draftOf(begunFrom, effectTypes);
  const changes = changesOf(base, draft);
  const bad = draft.filter((price) => !isGoodPrice(price));
  const type = (key: string, text: string) =>
    setDraft(draft.map((price) => (price.key === key ? { ...price, text } : price)));
  return (
    <>
      {COLUMNS.map((groups) => (
        <div key={groups[0].name} className={`${grid.half} ${grid.stack} ${classes.column}`}>
          {groups.map(({ name, note }) => {
            const prices = draft.filter(({ group }) => group === name);
            if (prices.length === 0) return null;
            return (
              <Panel key={name} title={name} note={note}>
                <div className={classes.prices}>
                  {prices.map((price) => (
                    <PriceField
                      key={price.key}
                      price={price}
                      isChanged={changes.some(({ key }) => key === price.key)}
                      onType={(text) => type(price.key, text)}
                    />
                  ))}
                </div>
              </Panel>
            );
          })}
        </div>
      ))}
      <div className={`${grid.full} ${classes.bar}`}>
        <span>
          {en.cardHolds(begunFrom.version)}
          {changes.length === 0 ? en.nothingIsChangedYet : en.pricesDifferInYourDraft(changes.length)}
          {bad.length > 0 && en.areNoPricesYet(bad.length)}
        </span>
        <Button variant="default" disabled={changes.length === 0} onClick={() => setDraft(base)}>
          {en.takeItBack}
        </Button>
        <Button disabled={changes.length === 0 || bad.length > 0} onClick={() => setAsking(true)}>
          {en.lookAtTheDifference}
        </Button>
      </div>
      <PublishDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        draft={draft}
        changes={changes}
        begunFrom={begunFrom}
        effectTypes={effectTypes}
        onKeepMine={setBegunFrom}
      />
    </>
  );
}

function PriceField({
  price,
  isChanged,
  onType,
}: {
  price: DraftPrice;
  isChanged: boolean;
  onType: (text: string) => void;
}) {
  const isGood = isGoodPrice(price);
  return (
    <TextInput
      label={price.name}
      value={price.text}
      onChange={(event) => onType(event.currentTarget.value)}
      inputMode="decimal"
      size="xs"
      leftSection={price.unit === 'usd' ? '$' : undefined}
      placeholder={price.group === 'Effects' ? 'general' : undefined}
      error={isGood ? undefined : en.aNumberOf0Or}
      data-changed={isChanged || undefined}
      classNames={{ root: classes.field, input: classes.input }}
      rightSectionWidth={price.unit === 'percent' ? 26 : 0}
      rightSection={price.unit === 'percent' ? '%' : undefined}
      description={`${price.unit === 'tokens' ? 'tokens ' : ''}${price.unit === 'percent' ? '' : 'per '}${price.per}`}
    />
  );
}

interface PublishDialogProps {
  isOpen: boolean;
  onClose: () => void;
  draft: readonly DraftPrice[];
  changes: ReturnType<typeof changesOf>;
  begunFrom: RateCardPartsFragment;
  effectTypes: readonly { id: string; title: string }[];
  onKeepMine: (card: RateCardPartsFragment) => void;
}

function PublishDialog({
  isOpen,
  onClose,
  draft,
  changes,
  begunFrom,
  effectTypes,
  onKeepMine,
}: PublishDialogProps) {
  const client = useClient();
  const publish = useCommand(PublishRateCardDocument);
  const [note, setNote] = useState('');
  const [from, setFrom] = useState('');
  const [other, setOther] = useState<RateCardPartsFragment | null>(null);

  async function send(): Promise<void> {
    // Somebody may have published meanwhile: then their card is shown first.
    const now = await client.query(CurrentCardDocument, {}, { requestPolicy: 'network-only' }).toPromise();
    const current = readFragment(RateCardParts, now.data?.rateCard);
    if (current && current.version !== begunFrom.version) return setOther(current);
    const done = await publish.act({
      ...cardInputOf(draft),
      note: note.trim(),
      effectiveFrom: from === '' ? undefined : new Date(from).toISOString(),
    });
    if (done !== null) onClose();
  }

  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      size={620}
      title={other === null ? en.publishThesePrices : en.somebodyPublishedMeanwhile}
      closeButtonProps={{ 'aria-label': en.close }}
    >
      {other !== null ? (
        <div className={grid.stack}>
          <p>{en.cardIsInForceNow(other.version, other.note, begunFrom.version)}</p>
          <CardChanges changes={changesOf(draftOf(begunFrom, effectTypes), draftOf(other, effectTypes))} />
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              {en.cancel}
            </Button>
            <Button
              onClick={() => {
                onKeepMine(other);
                setOther(null);
              }}
            >
              {en.keepMyDraftAgainstIt}
            </Button>
          </div>
        </div>
      ) : (
        <div className={grid.stack}>
          <CardChanges changes={changes} />
          <Textarea
            label={en.whyDoPricesChange}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            maxLength={500}
            required
            autosize
            minRows={2}
            data-autofocus
          />
          <TextInput
            label={en.theyHoldFrom}
            description={en.emptyAtOnce}
            type="datetime-local"
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          {publish.problem !== null && <ProblemNote {...publish.problem} />}
          <div className={classes.buttons}>
            <Chip tone="warn">{en.cannotBeTakenBackA}</Chip>
            <Button variant="default" onClick={onClose}>
              {en.cancel}
            </Button>
            <Button loading={publish.isBusy} disabled={note.trim() === ''} onClick={() => void send()}>
              {en.publish}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
