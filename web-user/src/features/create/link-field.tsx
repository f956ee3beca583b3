import { Button, TextInput } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { create as en } from '../../words/en/create.ts';
import classes from './link-field.module.css';
import { linkIn } from './pasted.ts';

/** A place to paste the address of a clip. @param label names the clip that it is for */
export function LinkField({ label, onLink }: { label: string; onLink: (url: string) => void }) {
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const url = linkIn(text);
    setWrong(url === null);
    if (url !== null) onLink(url);
  };
  return (
    <form className={classes.field} onSubmit={submit} aria-label={en.linkInsteadOf(label)}>
      <TextInput
        type="url"
        inputMode="url"
        autoComplete="off"
        placeholder={en.orPasteALinkTo}
        aria-label={en.orPasteALink(label)}
        leftSection={<IconLink size={16} aria-hidden />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setWrong(false);
        }}
        error={isWrong && en.thisIsNoAddressThat}
      />
      <Button type="submit" variant="default" disabled={text.trim() === ''}>
        {en.fetch}
      </Button>
    </form>
  );
}
