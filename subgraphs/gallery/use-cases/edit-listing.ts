import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput, type NotFound, notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { cleanTags, MOST_TAGS, TAG_LENGTH } from '../domain/style-taxonomy.ts';
import { TITLE_LIMIT } from '../domain/title.ts';
import { lockEffect } from '../persistence/effect-rows.ts';
import { editListing, type ListingWords } from '../persistence/shelf-rows.ts';
import { allCategories } from './list-shelves.ts';

/** Longest description, in characters. */
const DESCRIPTION_LIMIT = 500;

/** Changes how an effect is listed. What it does stays, and so does its slug. */
export async function editEffectListing(
  ctx: CallContext,
  { idempotencyKey, ...payload }: ListingWords & { effectId: string; idempotencyKey: string },
): Promise<{ id: string } | NotFound | InvalidInput | IdempotencyConflict> {
  const { effectId } = payload;
  const words = asListed(payload);
  if ('__typename' in words) return words;
  if (!isId(effectId)) return notFound('effect', effectId);
  const command = { operation: 'editEffectListing', key: idempotencyKey, payload };
  return idempotent(ctx, command, async (tx) => {
    if (!(await lockEffect(tx, effectId))) return notFound('effect', effectId);
    if (!(await allCategories(tx)).some(({ id }) => id === words.categoryId)) {
      return notFound('category', words.categoryId);
    }
    await editListing(tx, effectId, words);
    return { id: effectId };
  });
}

function asListed({ title, description, categoryId, tags }: ListingWords): ListingWords | InvalidInput {
  const clean = { title: title.trim(), description: description.trim() };
  if (clean.title === '' || [...clean.title].length > TITLE_LIMIT) {
    return invalidInput('title', 'The title is empty or too long.', `Use 1 to ${TITLE_LIMIT} characters.`);
  }
  if ([...clean.description].length > DESCRIPTION_LIMIT) {
    return invalidInput(
      'description',
      'The description is too long.',
      `Use at most ${DESCRIPTION_LIMIT} characters.`,
    );
  }
  const kept = cleanTags(tags);
  if (!kept) {
    return invalidInput(
      'tags',
      'There are too many tags, or one of them is empty or too long.',
      `Use at most ${MOST_TAGS} tags of letters and digits, each up to ${TAG_LENGTH} characters.`,
    );
  }
  return { ...clean, categoryId, tags: kept };
}
