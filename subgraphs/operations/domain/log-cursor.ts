import { isId } from '@effect-studio/kernel/ids';

/** A place in the action log as an opaque cursor, and back. */
export const logCursor = ({ at, id }: { at: Date; id: string }): string =>
  Buffer.from(`${at.getTime()}.${id}`).toString('base64url');

/** @returns null for what is no cursor of this log */
export function parseLogCursor(cursor: string | null | undefined): { at: Date; id: string } | null {
  if (!cursor) return null;
  const [ms = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split('.');
  return /^\d{1,15}$/.test(ms) && isId(id) ? { at: new Date(Number(ms)), id } : null;
}
