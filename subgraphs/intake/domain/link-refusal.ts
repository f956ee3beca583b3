import { type ProblemOf, problem } from '@effect-studio/kernel/errors';
import type { LinkRefusalReason } from './link.ts';

export type LinkRefused = ProblemOf<'LinkRefused', { reason: LinkRefusalReason }>;

/** @param platform the site's name, for `PLATFORM` */
export function linkRefused(reason: LinkRefusalReason, platform?: string): LinkRefused {
  const { cause, action } = wordsOf(reason, platform);
  return problem(
    'LinkRefused',
    { title: 'Link refused', status: 422, humanReadableCause: cause, suggestedAction: action },
    { reason },
  );
}

/** A refusal for people: what is wrong with the link, and what to do. */
export function wordsOf(reason: LinkRefusalReason, platform?: string): { cause: string; action: string } {
  switch (reason) {
    case 'LINKS_OFF':
      return {
        cause: 'This studio does not fetch clips from links.',
        action: 'Download the clip and upload the file.',
      };
    case 'MALFORMED':
      return { cause: 'This is not a link.', action: 'Copy the whole address, beginning with https://.' };
    case 'SCHEME':
      return {
        cause: 'Only links that begin with http:// or https:// are fetched.',
        action: 'Use the address at which a browser shows the clip.',
      };
    case 'CREDENTIALS':
      return {
        cause: 'The link carries a name or a password.',
        action: 'Use a link that opens without signing in, or upload the file.',
      };
    case 'PORT':
      return {
        cause: 'The link asks for an unusual port.',
        action: 'Use a link of an ordinary web server, or upload the file.',
      };
    case 'HOST_NOT_ALLOWED':
      return {
        cause: 'This studio does not fetch clips from that site.',
        action:
          'Download the clip and upload the file, or ask the people who run the studio to allow the site.',
      };
    case 'PRIVATE_ADDRESS':
      return {
        cause: 'The link leads into a private network.',
        action: 'Use a link that everybody on the internet can open, or upload the file.',
      };
    case 'PLATFORM':
      return {
        cause: `A link of ${platform ?? 'that platform'} leads to a page, not to a clip, and this studio has no service that finds the clip behind it.`,
        action: 'Save the clip to your device and upload the file; make sure that you may use it.',
      };
  }
}
