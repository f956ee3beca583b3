import { describe, expect, it } from 'vitest';
import { LOCALES } from './locale.ts';
import { NOTIFICATION_KINDS } from './notification.ts';
import { inWords } from './phrases.ts';
import { renderNotice, TEMPLATES } from './render-notice.ts';

describe('rendering a notification', () => {
  it('fills every placeholder', () => {
    const values = { fileName: 'a.mp4', cause: 'It is empty.', suggestion: 'Choose another file.' };
    expect(renderNotice('VIDEO_REJECTED', 'en', values)).toEqual({
      templateVersion: 1,
      title: '“a.mp4” cannot be used',
      body: 'It is empty. Choose another file.',
    });
  });

  it('speaks the language that is asked for, amounts and settlements included', () => {
    const values = { settlement: { settlement: { kind: 'returned', amountTokens: 30 } } } as const;
    expect(renderNotice('RUN_CANCELLED', 'de', values)).toMatchObject({
      title: 'Dein Lauf wurde abgebrochen',
      body: 'Die Arbeit daran wurde angehalten. Zurück in deiner Börse: 30 Token.',
    });
    expect(renderNotice('RUN_CANCELLED', 'en', values).body).toBe(
      'Its work was stopped. 30 tokens went back to your wallet.',
    );
  });

  it('says why in the language that is asked for, by the code of the cause; whoever said something is quoted as they said it', () => {
    const values = {
      cause: {
        refusedFor: 'REJECTED_BY_REVIEWER',
        cause: 'A reviewer did not approve the result: Too dark.',
        quote: 'Too dark.',
      },
      suggestion: { refusedFor: 'REJECTED_BY_REVIEWER', suggestion: 'Change the wish.' },
      settlement: { settlement: { kind: 'not-charged' } },
    } as const;
    expect(renderNotice('RUN_REJECTED', 'de', values).body).toBe(
      'Das Ergebnis wurde bei der Prüfung nicht freigegeben. Begründung: „Too dark.“ Dir wurde nichts berechnet. Ändere den Wunsch oder die Clips und starte noch einmal.',
    );
    expect(renderNotice('RUN_REJECTED', 'en', values).body).toBe(
      'A reviewer did not approve the result: Too dark. You were not charged. Change the wish.',
    );
    const unknown = { ...values, cause: { refusedFor: 'OF_A_LATER_RELEASE', cause: 'It is new.' } } as const;
    expect(renderNotice('RUN_REJECTED', 'de', unknown).body).toContain('It is new.');
  });

  it('needs the same values in every language', () => {
    const placeholders = ({ title, body }: { title: string; body: string }) =>
      [...`${title} ${body}`.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const kind of NOTIFICATION_KINDS) {
      for (const locale of LOCALES) {
        expect([kind, locale, placeholders(TEMPLATES[locale][kind])]).toEqual([
          kind,
          locale,
          placeholders(TEMPLATES.en[kind]),
        ]);
      }
    }
  });

  it('does not interpret placeholders inside a value', () => {
    const notice = renderNotice('EFFECT_UNPUBLISHED', 'en', { title: '{reason}', reason: '$& {title}' });
    expect(notice.title).toBe('“{reason}” was taken out of the gallery');
    expect(notice.body).toBe('A reviewer took it out: $& {title}');
  });

  it('refuses to send a text with a hole', () => {
    expect(() => renderNotice('RUN_CANCELLED', 'en', {})).toThrow(/settlement/);
  });

  it('counts one token, and one hour, in the singular', () => {
    expect([inWords({ tokens: 1 }, 'en'), inWords({ tokens: 30 }, 'en')]).toEqual(['1 token', '30 tokens']);
    expect([0.4, 1.2, 5.6].map((hoursLeft) => inWords({ hoursLeft }, 'en'))).toEqual([
      'less than an hour',
      'about an hour',
      'about 6 hours',
    ]);
  });
});
