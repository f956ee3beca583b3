import { Checkbox, NumberInput } from '@mantine/core';
import { people as en } from '../../words/en/people.ts';
import classes from './people.module.css';
import { SCOPES } from './scopes.ts';

interface GrantFieldsProps {
  scopes: string[];
  onScopes: (scopes: string[]) => void;
  quota: number | string;
  onQuota: (quota: number | string) => void;
}

/** What a program may do, and how much a day. */
export function GrantFields({ scopes, onScopes, quota, onQuota }: GrantFieldsProps) {
  return (
    <>
      <Checkbox.Group label={en.itMay} value={scopes} onChange={onScopes}>
        <div className={classes.scopes}>
          {SCOPES.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </div>
      </Checkbox.Group>
      <NumberInput
        label={en.operationsADay}
        value={quota}
        onChange={onQuota}
        min={1}
        max={10_000_000}
        allowDecimal={false}
        thousandSeparator=","
      />
    </>
  );
}
