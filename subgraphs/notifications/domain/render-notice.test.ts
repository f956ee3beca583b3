import { describe, expect, it } from 'vitest';
import { renderNotice, tokensInWords } from './render-notice.ts';
import { TEMPLATES } from './templates.ts';

describe('rendering a notification', () => {
  it('fills every placeholder', () => {
    const notice = renderNotice(TEMPLATES.VIDEO_REJECTED, {
      fileName: 'a.mp4',
      cause: 'It is empty.',
      suggestion: 'Choose another file.',
    });
    expect(notice).toEqual({
      title: '“a.mp4” cannot be used',
      body: 'It is empty. Choose another file.',
    });
  });

  it('does not interpret placeholders inside a value', () => {
    const notice = renderNotice(TEMPLATES.EFFECT_UNPUBLISHED, { title: '{reason}', reason: '$& {title}' });
    expect(notice.title).toBe('“{reason}” was taken out of the gallery');
    expect(notice.body).toBe('A reviewer took it out: $& {title}');
  });

  it('refuses to send a text with a hole', () => {
    expect(() => renderNotice(TEMPLATES.RUN_CANCELLED, {})).toThrow(/settlement/);
  });

  it('counts one token in the singular', () => {
    expect([tokensInWords(1), tokensInWords(30)]).toEqual(['1 token', '30 tokens']);
  });
});
