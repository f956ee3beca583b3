import { expect, it } from 'vitest';
import { deviceWords, isHandheld } from './device-words.ts';

const AGENTS = {
  'Chrome on Linux':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Edge on Windows':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
  'Safari on iPhone':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  'Firefox on Mac': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0',
};

it('names a device as people do, and leaves a name that it does not know as it is', () => {
  for (const [words, agent] of Object.entries(AGENTS)) expect(deviceWords(agent)).toBe(words);
  expect(deviceWords('studio demo')).toBe('studio demo');
  expect(isHandheld(AGENTS['Safari on iPhone'])).toBe(true);
  expect(isHandheld(AGENTS['Firefox on Mac'])).toBe(false);
});
