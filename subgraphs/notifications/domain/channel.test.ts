import { describe, expect, it } from 'vitest';
import { channelsByKind, isOn } from './channel.ts';
import { NOTIFICATION_KINDS } from './notification.ts';

describe('the channels of a kind of news', () => {
  it('are as everybody’s until somebody chooses otherwise', () => {
    expect(isOn({}, 'RESULT_READY', 'EMAIL')).toBe(true);
    expect(isOn({}, 'RUN_CANCELLED', 'EMAIL')).toBe(false);
    const choices = { RESULT_READY: { EMAIL: false }, RUN_CANCELLED: { EMAIL: true } };
    expect(isOn(choices, 'RESULT_READY', 'EMAIL')).toBe(false);
    expect(isOn(choices, 'RUN_CANCELLED', 'EMAIL')).toBe(true);
    expect(isOn(choices, 'RESULT_READY', 'IN_APP')).toBe(true);
  });

  it('are told for every kind there is', () => {
    expect(channelsByKind({}).map(({ kind }) => kind)).toEqual([...NOTIFICATION_KINDS]);
  });
});
