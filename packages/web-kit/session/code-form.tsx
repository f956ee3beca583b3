import { Button, PinInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ProblemNote } from '../ui/problem-note.tsx';
import { session as en } from '../words/en/session.ts';
import { type Refusal, redeemCode, requestCode } from './sign-in.ts';
import classes from './sign-in-page.module.css';

interface CodeFormProps {
  client: string;
  onSignedIn: () => void;
}

/** An e-mail address, and then the one-time code that went to it. */
export function CodeForm({ client, onSignedIn }: CodeFormProps) {
  const [email, setEmail] = useState('');
  const [code, setCode] = useState('');
  const [isSent, setSent] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function attempt(work: () => Promise<Refusal | null>, done: () => void): Promise<void> {
    setBusy(true);
    setRefusal(null);
    const answer = await work();
    setBusy(false);
    setRefusal(answer);
    if (answer === null) done();
    else setCode('');
  }
  const send = () =>
    attempt(
      () => requestCode(client, email.trim()),
      () => setSent(true),
    );
  const redeem = (value: string) => attempt(() => redeemCode(client, email.trim(), value), onSignedIn);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    void (isSent ? redeem(code) : send());
  };

  return (
    <form className={classes.card} onSubmit={onSubmit} aria-label={en.signIn}>
      <h2>{isSent ? en.enterTheCode : en.signIn}</h2>
      {isSent ? (
        <>
          <p className={classes.hint}>
            {en.ifWord}
            <strong>{email}</strong>
            {en.maySignInSixDigits}
          </p>
          <PinInput
            length={6}
            type="number"
            size="md"
            oneTimeCode
            autoFocus
            aria-label={en.oneTimeCode}
            getInputProps={(index) => ({ 'aria-label': `Digit ${index + 1} of 6` })}
            value={code}
            onChange={setCode}
            onComplete={(value) => void redeem(value)}
            disabled={isBusy}
            error={refusal !== null}
          />
        </>
      ) : (
        <TextInput
          label={en.eMailAddress}
          type="email"
          autoComplete="email"
          required
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      )}
      {refusal !== null && <ProblemNote {...refusal} />}
      <Button type="submit" size="md" loading={isBusy} disabled={isSent && code.length < 6}>
        {isSent ? en.signIn : en.sendMeACode}
      </Button>
      {isSent && (
        <Button
          variant="subtle"
          size="sm"
          onClick={() => {
            setSent(false);
            setRefusal(null);
            setCode('');
          }}
        >
          {en.toUseAnotherAddressOrSend}
        </Button>
      )}
    </form>
  );
}
