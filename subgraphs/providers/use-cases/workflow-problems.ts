import { problem } from '@effect-studio/kernel/errors';
import type { DefinitionFault } from '@effect-studio/schema/workflows/check-definition';

/** Somebody else saved the draft in between. */
export const draftOutdated = (draftId: string, currentVersion: number) =>
  problem(
    'DraftOutdated',
    {
      title: 'Draft changed meanwhile',
      status: 409,
      humanReadableCause: `The draft is at version ${currentVersion} by now.`,
      suggestedAction: 'Read it again, and save your change on top.',
      instance: draftId,
    },
    { currentVersion },
  );

/** The definition cannot be run as it is. */
export const definitionInvalid = (draftId: string, faults: DefinitionFault[]) =>
  problem(
    'DefinitionInvalid',
    {
      title: 'Definition has faults',
      status: 422,
      humanReadableCause: faults.map(({ path, message }) => `${path || 'The whole'}: ${message}.`).join(' '),
      suggestedAction: 'Mend what is named; the workflow’s `definitionSchema` says what is allowed.',
      instance: draftId,
    },
    { faults },
  );

/** What was asked does not fit where the subject stands. */
export const notNow = (
  instance: string,
  title: string,
  humanReadableCause: string,
  suggestedAction: string,
) => problem('InvalidState', { title, status: 409, humanReadableCause, suggestedAction, instance });

export type DraftOutdated = ReturnType<typeof draftOutdated>;
export type DefinitionInvalid = ReturnType<typeof definitionInvalid>;
