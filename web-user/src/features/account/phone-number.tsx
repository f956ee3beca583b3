import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { NotificationSettingsQuery } from '../../../generated/graphql.ts';
import { account as en } from '../../words/en/account.ts';
import { ConfirmPhoneNumberDocument, SetPhoneNumberDocument } from './notification-settings.graphql.ts';
import classes from './notification-settings.module.css';

type Phone = NotificationSettingsQuery['notificationSettings']['phone'];

/** The number to which text messages go: given, confirmed by a code, or taken out. */
export function PhoneNumber({ phone }: { phone: Phone }) {
  const [text, setText] = useState('');
  const set = useCommand(SetPhoneNumberDocument);
  const confirm = useCommand(ConfirmPhoneNumberDocument);
  const problem = set.problem ?? confirm.problem;
  const waitsForCode = phone !== null && !phone.isConfirmed;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const value = text.trim();
    if (value === '') return;
    const done = waitsForCode ? await confirm.act({ code: value }) : await set.act({ number: value });
    if (done) setText('');
  };
  return (
    <form className={classes.phone} onSubmit={(event) => void submit(event)}>
      {problem !== null && <ProblemNote {...problem} />}
      {phone !== null && (
        <p>
          {en.textMessagesGoTo} <strong>{phone.masked}</strong>{' '}
          <Chip tone={phone.isConfirmed ? 'good' : 'warn'}>
            {phone.isConfirmed ? en.confirmed : en.notConfirmedYet}
          </Chip>
        </p>
      )}
      {!phone?.isConfirmed && (
        <div className={classes.row}>
          <TextInput
            label={waitsForCode ? en.codeFromTheMessage : en.numberForTextMessages}
            placeholder={waitsForCode ? '123456' : '+49 151 12345678'}
            inputMode={waitsForCode ? 'numeric' : 'tel'}
            autoComplete={waitsForCode ? 'one-time-code' : 'tel'}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={set.isBusy || confirm.isBusy}>
            {waitsForCode ? en.confirmIt : en.sendACode}
          </Button>
        </div>
      )}
      {phone !== null && (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => void set.act({ number: null })}>
            {waitsForCode ? en.anotherNumber : en.takeTheNumberOut}
          </Button>
        </div>
      )}
    </form>
  );
}
