import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput } from '@effect-studio/kernel/errors';
import { type Category, OTHER_CATEGORY_ID } from '../domain/style-taxonomy.ts';
import { saveCategory } from '../persistence/shelf-rows.ts';

const TITLE_LIMIT = 40;
const DESCRIPTION_LIMIT = 200;
const ID = /^(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** Adds a category or changes one, also one that the studio came with. Effects stay where they are. */
export async function saveGalleryCategory(
  ctx: CallContext,
  { idempotencyKey, ...category }: Category & { idempotencyKey: string },
): Promise<Category | InvalidInput | IdempotencyConflict> {
  const fault = faultOf(category);
  if (fault) return fault;
  const command = { operation: 'saveGalleryCategory', key: idempotencyKey, payload: category };
  return idempotent<Category | InvalidInput>(ctx, command, async (tx) => {
    await saveCategory(tx, category);
    return category;
  });
}

function faultOf({ id, title, description, isHidden }: Category): InvalidInput | null {
  if (!ID.test(id)) {
    return invalidInput(
      'id',
      'This id cannot be part of an address.',
      'Use up to 40 lower-case letters, digits and single hyphens.',
    );
  }
  if (title.trim() === '' || [...title].length > TITLE_LIMIT) {
    return invalidInput('title', 'The title is empty or too long.', `Use 1 to ${TITLE_LIMIT} characters.`);
  }
  if ([...description].length > DESCRIPTION_LIMIT) {
    return invalidInput(
      'description',
      'The description is too long.',
      `Use at most ${DESCRIPTION_LIMIT} characters.`,
    );
  }
  if (isHidden && id === OTHER_CATEGORY_ID) {
    return invalidInput(
      'isHidden',
      'New kinds of effects come to this category.',
      'Rename it, or move its effects.',
    );
  }
  return null;
}
