import type { Transaction } from '@effect-studio/kernel/database';
import type { JsonObject } from '@effect-studio/schema/workflows/canonical-json';
import { HOUSE_SETTINGS } from '../persistence/revision-statements.ts';

/** Settings of the house's ffmpeg workflows of an effect type: what the shape of others is read off. */
export async function houseSettings(tx: Transaction, effectTypeId: string): Promise<JsonObject[]> {
  const rows = await tx.rows<{ settings: JsonObject }>(HOUSE_SETTINGS, [effectTypeId]);
  return rows.map(({ settings }) => settings);
}
